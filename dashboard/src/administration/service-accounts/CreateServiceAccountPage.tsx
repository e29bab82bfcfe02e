import { Button, Card } from '@mui/material';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CreateServiceAccountDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { abandon, leaveAnyway } from '../../api/unsaved';
import { Page } from '../../components/Page';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { chosenIn, type ServiceAccountDraft, toInput } from './service-account';
import { ServiceAccountForm } from './ServiceAccountForm';

const EMPTY: ServiceAccountDraft = { name: '', permissions: '', allowedNetworks: '', disabled: false };

/** A program that is to act by itself; its first token is issued on its page. */
export default function CreateServiceAccountPage() {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(EMPTY);
  const create = async () => {
    const { name, permissions, allowedNetworks } = draft;
    const input = { name, permissions: chosenIn(permissions), ...toInput({ allowedNetworks }) };
    const { createServiceAccount } = await send(CreateServiceAccountDocument, { input });
    say(t('admin.serviceAccounts.created'));
    leaveAnyway(() => void navigate(`/service-accounts/${createServiceAccount.id}`));
    await queryClient.invalidateQueries();
  };
  return (
    <Page title={t('admin.serviceAccounts.createTitle')} text={t('admin.serviceAccounts.text')}>
      <Card sx={{ p: { xs: 2, sm: 3 } }}>
        <ServiceAccountForm
          draft={draft}
          isChanged={draft !== EMPTY}
          onChange={(name, value) => setDraft({ ...draft, [name]: value })}
          submit={t('admin.serviceAccounts.create')}
          cancel={
            <Button component={Link} to="/service-accounts" color="secondary" onClick={abandon}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={create}
        />
      </Card>
    </Page>
  );
}
