import { registerEnumType } from 'type-graphql';

export enum SecondFactorMethod {
  AUTHENTICATOR_APP = 'AUTHENTICATOR_APP',
  SECURITY_KEY = 'SECURITY_KEY',
  BACKUP_CODE = 'BACKUP_CODE',
}
registerEnumType(SecondFactorMethod, {
  name: 'SecondFactorMethod',
  description: 'Ways to prove oneself after the password.',
  valuesConfig: {
    AUTHENTICATOR_APP: { description: 'A code of six digits that an app shows (TOTP, RFC 6238).' },
    SECURITY_KEY: { description: 'A security key or passkey (WebAuthn).' },
    BACKUP_CODE: { description: 'One of ten codes kept for when nothing else is at hand.' },
  },
});
