import { Button } from '@mui/material';
import type { SecondFactorMethod } from '#client/operations';
import type { Proof } from '#client/sign-in';
import { CodeProof } from '../components/CodeProof';
import { KeyProof } from '../components/KeyProof';
import { METHOD_ICONS } from '../components/method-icons';
import { WrittenCodeProof } from '../components/WrittenCodeProof';
import { useTexts } from '../i18n/texts';

/** From an administrator; the server does not tell whether there is one. */
export const SUBSTITUTES = ['BYPASS_CODE', 'RECOVERY_CODE'] as const;
export type Method = SecondFactorMethod | (typeof SUBSTITUTES)[number];

export const HEADINGS = {
  AUTHENTICATOR_APP: ['signIn.code.title', 'signIn.code.text'],
  SECURITY_KEY: ['signIn.key.title', 'signIn.key.text'],
  BACKUP_CODE: ['signIn.backup.title', 'signIn.backup.text'],
  BYPASS_CODE: ['signIn.bypass.title', 'signIn.bypass.text'],
  RECOVERY_CODE: ['signIn.recovery.title', 'signIn.recovery.text'],
} as const;
const WRITTEN = { BACKUP_CODE: 'backup', BYPASS_CODE: 'bypass', RECOVERY_CODE: 'recovery' } as const;
const USE = {
  AUTHENTICATOR_APP: 'signIn.useApp',
  SECURITY_KEY: 'signIn.useKey',
  BACKUP_CODE: 'signIn.useBackup',
} as const;

/** What one method asks for. */
export function MethodProof({
  method,
  isLocked,
  digits,
  beginKey,
  onProof,
}: {
  method: Method;
  isLocked: boolean;
  digits: number | null;
  beginKey: () => Promise<unknown>;
  onProof: (proof: Proof) => Promise<void>;
}) {
  switch (method) {
    case 'AUTHENTICATOR_APP':
      return <CodeProof isLocked={isLocked} digits={digits} onCode={(code) => onProof({ method, code })} />;
    case 'SECURITY_KEY':
      return <KeyProof begin={beginKey} onResponse={(response) => onProof({ method, response })} />;
    default:
      return (
        <WrittenCodeProof
          // One is not the other.
          key={method}
          kind={WRITTEN[method]}
          isLocked={isLocked}
          onCode={(code) => onProof({ method, code })}
        />
      );
  }
}

/** The methods that could be used instead. */
export function OtherMethods(props: {
  methods: readonly SecondFactorMethod[];
  method: Method;
  onChoose: (method: SecondFactorMethod) => void;
}) {
  const { t } = useTexts();
  return props.methods
    .filter((other) => other !== props.method)
    .map((other) => {
      const Icon = METHOD_ICONS[other];
      return (
        <Button key={other} startIcon={<Icon />} onClick={() => props.onChoose(other)}>
          {t(USE[other])}
        </Button>
      );
    });
}
