import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import MailLockOutlined from '@mui/icons-material/MailLockOutlined';
import { Alert, Box, Button, Chip } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AppPasswordFieldsFragment,
  RenameAppPasswordDocument,
  RevokeAppPasswordDocument,
} from '#client/operations';
import { publicSettingsQuery } from '../../api/public-settings';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ActionsMenu } from '../../components/ActionsMenu';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { distinctNames } from '../../components/distinct-names';
import { Loaded } from '../../components/Loaded';
import { NameDialog } from '../../components/NameDialog';
import { Page } from '../../components/Page';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { ownAppPasswordsQuery } from './own-app-passwords';
import { CreateAppPasswordDialog } from './CreateAppPasswordDialog';
import { ProgramSettings } from './ProgramSettings';

type AppPassword = AppPasswordFieldsFragment;

const hasExpired = ({ expiresAt }: AppPassword): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();

/** For programs that cannot ask for a second factor. */
export default function AppPasswordsPage() {
  const { t } = useTexts();
  const { ago, date, moment } = useTimes();
  const query = useQuery(ownAppPasswordsQuery);
  const { data: settings } = useQuery(publicSettingsQuery);
  const [isCreating, setCreating] = useState(false);
  const [renaming, setRenaming] = useState<AppPassword | null>(null);
  const [revoking, setRevoking] = useState<AppPassword | null>(null);
  const namesOf = (list: readonly AppPassword[]) =>
    distinctNames(
      list,
      ({ name }) => name,
      ({ createdAt }) => t('appPasswords.since', { date: moment(createdAt) }),
    );
  const changed = () => queryClient.invalidateQueries();
  return (
    <Page title={t('appPasswords.title')} text={t('appPasswords.text')}>
      {settings?.appPasswordsAvailable === false && (
        <Alert severity="info" sx={{ mb: 2.5 }}>
          {t('appPasswords.off')}
        </Alert>
      )}
      <Section
        title={t('appPasswords.list')}
        action={
          settings?.appPasswordsAvailable && (
            <Button variant="contained" onClick={() => setCreating(true)}>
              {t('appPasswords.create')}
            </Button>
          )
        }
      >
        <Loaded query={query}>
          {({ me }) =>
            !me || me.appPasswords.length === 0 ? (
              <NoRows icon={<MailLockOutlined />} text={t('appPasswords.none')} />
            ) : (
              <Rows>
                {[...namesOf(me.appPasswords)].map(([password, name]) => (
                  <Row
                    key={password.id}
                    icon={<MailLockOutlined />}
                    title={password.name}
                    badges={
                      <>
                        {password.scopes.map((scope) => (
                          <Chip key={scope} size="small" label={scope.toUpperCase()} />
                        ))}
                        {hasExpired(password) && (
                          <Chip size="small" color="warning" label={t('appPasswords.expired')} />
                        )}
                      </>
                    }
                    text={[
                      t('appPasswords.since', { date: date(password.createdAt) }),
                      password.lastUsedAt === null
                        ? t('security.neverUsed')
                        : t('security.lastUsed', { when: ago(password.lastUsedAt) }),
                      password.lastUsedFrom,
                      password.expiresAt !== null && t('sessions.until', { date: date(password.expiresAt) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                    action={
                      <ActionsMenu
                        label={t('security.actionsOf', { name })}
                        actions={[
                          {
                            label: t('common.rename'),
                            icon: <EditOutlined fontSize="small" />,
                            onClick: () => setRenaming(password),
                          },
                          {
                            label: t('appPasswords.revoke'),
                            icon: <DeleteOutlined fontSize="small" />,
                            destructive: true,
                            onClick: () => setRevoking(password),
                          },
                        ]}
                      />
                    }
                  />
                ))}
              </Rows>
            )
          }
        </Loaded>
      </Section>
      {query.data?.me && (
        <Section title={t('appPasswords.settings')} text={t('appPasswords.settingsText')}>
          <Box sx={{ px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}>
            <ProgramSettings login={query.data.me.login} servers={query.data.programServers} />
          </Box>
        </Section>
      )}
      {isCreating && query.data?.me && (
        <CreateAppPasswordDialog
          login={query.data.me.login}
          servers={query.data.programServers}
          onClose={() => setCreating(false)}
        />
      )}
      {renaming && (
        <NameDialog
          title={t('appPasswords.renameTitle')}
          name={renaming.name}
          done={t('security.renamed')}
          onName={async (name) => {
            await send(RenameAppPasswordDocument, { id: renaming.id, name });
            await changed();
          }}
          onClose={() => setRenaming(null)}
        />
      )}
      <ConfirmDialog
        isOpen={revoking !== null}
        title={t('appPasswords.revokeTitle', { name: revoking?.name ?? '' })}
        consequences={[t('appPasswords.revokeText')]}
        confirm={t('appPasswords.revoke')}
        destructive
        done={t('appPasswords.revoked')}
        action={async () => {
          if (!revoking) return;
          await send(RevokeAppPasswordDocument, { id: revoking.id });
          await changed();
        }}
        onClose={() => setRevoking(null)}
      />
    </Page>
  );
}
