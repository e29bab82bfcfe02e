import { Button, Card } from '@mui/material';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CreateAccountDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { abandon, leaveAnyway } from '../../api/unsaved';
import { Page } from '../../components/Page';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { AccountForm } from './AccountForm';
import { type PasswordLink, PasswordLinkShown } from './PasswordLinkShown';

export default function CreateAccountPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const say = useSay();
  const [invited, setInvited] = useState<{ id: string; login: string; link: PasswordLink } | null>(null);
  return (
    <Page title={t('admin.accounts.createTitle')} text={t('admin.accounts.createText')}>
      <Card sx={{ p: { xs: 2, sm: 3 } }}>
        <AccountForm
          isNew
          draft={{ login: '', displayName: '', password: '', role: 'USER', requireTwoFactor: false }}
          submit={t('admin.accounts.create')}
          cancel={
            <Button component={Link} to="/accounts" color="secondary" onClick={abandon}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async ({ displayName, password, ...draft }) => {
            const input = {
              ...draft,
              displayName: displayName.trim() === '' ? null : displayName,
              ...(password !== '' && { password }),
            };
            const { createAccount } = await send(CreateAccountDocument, { input });
            await queryClient.invalidateQueries();
            const { id, passwordLink } = createAccount;
            if (passwordLink) {
              setInvited({ id, login: draft.login, link: passwordLink });
              return;
            }
            say(t('admin.accounts.createdDone'));
            await navigate(`/accounts/${id}`);
          }}
        />
      </Card>
      {invited && (
        <PasswordLinkShown
          login={invited.login}
          link={invited.link}
          onClose={() => leaveAnyway(() => void navigate(`/accounts/${invited.id}`))}
        />
      )}
    </Page>
  );
}
