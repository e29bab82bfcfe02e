import { Button, Card } from '@mui/material';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CreateAccountDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { abandon, leaveAnyway } from '../../api/unsaved';
import { Page } from '../../components/Page';
import { useSay } from '../../components/useSay';
import { useUnsaved } from '../../components/useUnsaved';
import { useTexts } from '../../i18n/texts';
import { groupsOf } from './roles';
import { AccountForm } from './AccountForm';
import { GeneratedPasswordShown } from './GeneratedPasswordShown';
import { type NewAccountDraft, NewAccountFields } from './NewAccountFields';
import { type PasswordLink, PasswordLinkShown } from './PasswordLinkShown';

export default function CreateAccountPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const say = useSay();
  const [shown, setShown] = useState<
    ({ id: string; login: string } & ({ link: PasswordLink } | { password: string })) | null
  >(null);
  const [more, setMore] = useState<NewAccountDraft>({ firstPassword: 'LINK', email: '', locale: '' });
  const { firstPassword } = more;
  useUnsaved(shown === null && (more.email !== '' || more.locale !== '') ? 'entered' : null);
  return (
    <Page title={t('admin.accounts.createTitle')} text={t('admin.accounts.createText')}>
      <Card sx={{ p: { xs: 2, sm: 3 } }}>
        <AccountForm
          isNew
          draft={{
            login: '',
            displayName: '',
            password: '',
            role: 'USER',
            administersGroups: [],
            requireTwoFactor: false,
          }}
          withoutPassword={firstPassword !== 'TYPED'}
          more={(at) => (
            <NewAccountFields
              draft={more}
              onChange={(changes) => setMore((draft) => ({ ...draft, ...changes }))}
              at={at}
            />
          )}
          submit={t('admin.accounts.create')}
          cancel={
            <Button component={Link} to="/accounts" color="secondary" onClick={abandon}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async ({ displayName, password, administersGroups, ...draft }) => {
            const input = {
              ...draft,
              administersGroups: groupsOf(draft.role, administersGroups),
              displayName: displayName.trim() === '' ? null : displayName,
              email: more.email.trim() === '' ? null : more.email.trim(),
              locale: more.locale === '' ? null : more.locale,
              ...(firstPassword === 'TYPED' && { password }),
              ...(firstPassword === 'GENERATED' && { generatePassword: true }),
            };
            const { createAccount } = await send(CreateAccountDocument, { input });
            await queryClient.invalidateQueries();
            const { id, passwordLink, generatedPassword } = createAccount;
            const { login } = draft;
            if (passwordLink) return setShown({ id, login, link: passwordLink });
            if (generatedPassword !== null) return setShown({ id, login, password: generatedPassword });
            say(t('admin.accounts.createdDone'));
            leaveAnyway(() => void navigate(`/accounts/${id}`));
          }}
        />
      </Card>
      {shown &&
        ('link' in shown ? (
          <PasswordLinkShown
            login={shown.login}
            link={shown.link}
            onClose={() => leaveAnyway(() => void navigate(`/accounts/${shown.id}`))}
          />
        ) : (
          <GeneratedPasswordShown
            login={shown.login}
            password={shown.password}
            onClose={() => leaveAnyway(() => void navigate(`/accounts/${shown.id}`))}
          />
        ))}
    </Page>
  );
}
