import { Button, Card } from '@mui/material';
import { useNotify } from 'ra-core';
import { Link, useNavigate } from 'react-router-dom';
import { CreateAccountDocument } from '../../../../schema/client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { Page } from '../../components/Page';
import { useTexts } from '../../i18n/texts';
import { AccountForm } from './AccountForm';

export default function CreateAccountPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const notify = useNotify();
  return (
    <Page title={t('admin.accounts.createTitle')} text={t('admin.accounts.createText')}>
      <Card sx={{ p: { xs: 2, sm: 3 } }}>
        <AccountForm
          isNew
          draft={{ login: '', displayName: '', password: '', role: 'USER', requireTwoFactor: false }}
          submit={t('admin.accounts.create')}
          cancel={
            <Button component={Link} to="/accounts" color="secondary">
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async ({ displayName, ...draft }) => {
            const input = { ...draft, displayName: displayName.trim() === '' ? null : displayName };
            const { createAccount } = await send(CreateAccountDocument, { input });
            await queryClient.invalidateQueries();
            const text = t('admin.accounts.createdDone');
            notify(text, { type: 'success', messageArgs: { _: text } });
            await navigate(`/accounts/${createAccount.id}`);
          }}
        />
      </Card>
    </Page>
  );
}
