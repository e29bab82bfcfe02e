import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { UpdateAccountDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import type { Account } from './account';
import { type AccountDraft, AccountForm } from './AccountForm';

/** An empty name is none. */
const withName = ({ displayName, ...values }: Partial<Omit<AccountDraft, 'password'>>) => ({
  ...values,
  ...(displayName !== undefined && { displayName: displayName.trim() === '' ? null : displayName }),
});

export function EditAccountDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTexts();
  const say = useSay();
  const id = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id}>{t('admin.account.edit')}</DialogTitle>
      <DialogContent sx={{ pt: '8px !important' }}>
        <AccountForm
          isNew={false}
          passwordElsewhere={account.passwordElsewhere}
          draft={{
            login: account.login,
            displayName: account.displayName ?? '',
            password: '',
            role: account.role,
            requireTwoFactor: account.requireTwoFactor,
          }}
          submit={t('common.save')}
          cancel={
            <Button color="secondary" onClick={onClose}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async (_, { password, ...changes }, seen) => {
            const input = { ...withName(changes), ...(password !== undefined && { password }) };
            if (Object.keys(input).length === 0) return onClose();
            const { password: _none, ...expected } = seen;
            await send(UpdateAccountDocument, { id: account.id, input, expected: withName(expected) });
            say(t('admin.account.saved'));
            onClose();
            await queryClient.invalidateQueries();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
