import { registerEnumType } from 'type-graphql';

export enum SecondFactorMethod {
  AUTHENTICATOR_APP = 'AUTHENTICATOR_APP',
  SECURITY_KEY = 'SECURITY_KEY',
  BACKUP_CODE = 'BACKUP_CODE',
}
registerEnumType(SecondFactorMethod, {
  name: 'SecondFactorMethod',
  description: 'Ways to prove oneself after the password.',
});
