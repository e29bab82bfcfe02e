import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { useNavigate } from 'react-router-dom';
import { UpdateAccountDocument } from '#client/operations';
import { send } from '../../api/send';
import { afterAct } from '../../api/session';
import { askBeforeLeaving, leaveAnyway } from '../../api/unsaved';
import { endingAppPasswords, working } from '../../components/ending-app-passwords';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import type { Account } from './account';
import { type AccountDraft, AccountForm } from './AccountForm';
import { groupsOf } from './roles';

/** As the server takes it: an empty name is none. */
const asInput = ({
  displayName,
  allowedNetworks,
  administersGroups: _groups,
  ...values
}: Partial<Omit<AccountDraft, 'password'>>) => ({
  ...values,
  ...(displayName !== undefined && { displayName: displayName.trim() === '' ? null : displayName }),
  ...(allowedNetworks !== undefined && { allowedNetworks: allowedNetworks.match(/[^\s,;]+/g) ?? [] }),
});

export function EditAccountDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const me = useMe();
  const id = useId();
  const isOwn = account.id === me.id;
  return (
    <Dialog open onClose={() => askBeforeLeaving(onClose)} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id}>{t('admin.account.editTitle', { login: account.login })}</DialogTitle>
      <DialogContent sx={{ pt: '8px !important' }}>
        <AccountForm
          isNew={false}
          passwordElsewhere={account.passwordElsewhere}
          draft={{
            login: account.login,
            displayName: account.displayName ?? '',
            password: '',
            role: account.role,
            administersGroups: account.administersGroups ?? [],
            requireTwoFactor: account.requireTwoFactor,
            allowedNetworks: account.allowedNetworks.join('\n'),
          }}
          warnings={{
            password: [
              t('admin.account.passwordEnds'),
              ...endingAppPasswords(
                t,
                working(account.appPasswords).map(({ name }) => name),
              ),
              ...(isOwn ? [t('admin.account.you.signsOut')] : []),
            ],
            demotion: isOwn ? t('admin.account.you.demotes') : null,
          }}
          submit={t('common.save')}
          cancel={
            <Button color="secondary" onClick={() => leaveAnyway(onClose)}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async ({ role, administersGroups }, { password, ...changes }, seen) => {
            const isAboutRole = changes.role !== undefined || changes.administersGroups !== undefined;
            const input = {
              ...asInput(changes),
              ...(isAboutRole && { administersGroups: groupsOf(role, administersGroups) }),
              ...(password !== undefined && { password }),
            };
            if (Object.keys(input).length === 0) return onClose();
            const { password: _none, ...expected } = seen;
            await send(UpdateAccountDocument, { id: account.id, input, expected: asInput(expected) });
            say(t('admin.account.saved'));
            onClose();
            // This page may not be for them any more.
            if (isOwn && changes.role !== undefined) await navigate('/security');
            await afterAct();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
