import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Button, Chip, Dialog, DialogActions, DialogContent, DialogTitle, Stack } from '@mui/material';
import { useId, useState } from 'react';
import { RevokeServiceTokenDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { ShownOnce } from '../../components/ShownOnce';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { endsSoon, type ServiceAccount, type ServiceToken } from './service-account';
import { ServiceTokenDialog } from './ServiceTokenDialog';

const MOST_TOKENS = 5;

/** The tokens of a program that work: issued and rotated without a pause, revoked at once. */
export function ServiceTokensSection({ account }: { account: ServiceAccount }) {
  const { t } = useTexts();
  const [asked, setAsked] = useState<{ act: 'issue' | 'rotate' | 'revoke'; token?: ServiceToken } | null>(
    null,
  );
  const [secret, setSecret] = useState<string | null>(null);
  const titleId = useId();
  const { tokens } = account;
  const close = () => setAsked(null);
  const toRevoke = asked?.act === 'revoke' ? asked.token : undefined;
  return (
    <Section
      title={t('admin.serviceAccounts.tokens.title')}
      text={t('admin.serviceAccounts.tokens.text')}
      action={
        tokens.length < MOST_TOKENS && (
          <Button
            variant={tokens.length === 0 ? 'contained' : 'outlined'}
            onClick={() => setAsked({ act: 'issue' })}
          >
            {t('admin.serviceAccounts.tokens.issue')}
          </Button>
        )
      }
    >
      {tokens.length === 0 && <NoRows icon={<KeyOutlined />} text={t('admin.serviceAccounts.tokens.none')} />}
      <Rows>
        {tokens.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            onRotate={() => setAsked({ act: 'rotate', token })}
            onRevoke={() => setAsked({ act: 'revoke', token })}
          />
        ))}
      </Rows>
      {(asked?.act === 'issue' || asked?.act === 'rotate') && (
        <ServiceTokenDialog
          account={account}
          rotated={asked.token ?? null}
          onIssued={(issued) => {
            setSecret(issued);
            close();
          }}
          onClose={close}
        />
      )}
      <ConfirmDialog
        isOpen={toRevoke !== undefined}
        title={t('admin.serviceAccounts.tokens.revokeTitle', { hint: toRevoke?.hint ?? '' })}
        consequences={[t('admin.serviceAccounts.tokens.revokeText')]}
        confirm={t('admin.serviceAccounts.tokens.revoke')}
        destructive
        done={t('admin.serviceAccounts.tokens.revoked')}
        action={async () => {
          await send(RevokeServiceTokenDocument, { id: toRevoke?.id ?? '' });
          await queryClient.invalidateQueries();
        }}
        onClose={close}
      />
      {secret !== null && (
        // Closing by a stray click would lose the token.
        <Dialog open aria-labelledby={titleId} fullWidth maxWidth="sm">
          <DialogTitle id={titleId}>
            {t('admin.serviceAccounts.tokens.new', { name: account.name })}
          </DialogTitle>
          <DialogContent>
            <ShownOnce secret={secret} warning={t('admin.serviceAccounts.tokens.onlyOnce')} />
          </DialogContent>
          <DialogActions>
            <Button variant="contained" onClick={() => setSecret(null)}>
              {t('common.done')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </Section>
  );
}

function TokenRow(props: { token: ServiceToken; onRotate: () => void; onRevoke: () => void }) {
  const { t } = useTexts();
  const { date, dateTime } = useTimes();
  const { hint, createdAt, expiresAt, replacedAt, lastUsedAt } = props.token;
  const used =
    lastUsedAt === null
      ? t('admin.serviceAccounts.neverUsed')
      : t('admin.serviceAccounts.tokens.used', { when: dateTime(lastUsedAt) });
  return (
    <Row
      icon={<KeyOutlined />}
      title={`lks_…${hint}`}
      text={`${t('admin.serviceAccounts.tokens.lasts', { from: date(createdAt), to: dateTime(expiresAt) })} ${used}`}
      badges={
        replacedAt !== null ? (
          <Chip size="small" variant="outlined" label={t('admin.serviceAccounts.tokens.replaced')} />
        ) : (
          endsSoon(expiresAt) && (
            <Chip
              size="small"
              variant="outlined"
              color="warning"
              label={t('admin.serviceAccounts.endsSoon')}
            />
          )
        )
      }
      action={
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
          {replacedAt === null && (
            <Button
              color="secondary"
              variant="outlined"
              aria-label={t('admin.serviceAccounts.tokens.rotateOf', { hint })}
              onClick={props.onRotate}
            >
              {t('admin.serviceAccounts.tokens.rotate')}
            </Button>
          )}
          <Button
            color="error"
            variant="outlined"
            aria-label={t('admin.serviceAccounts.tokens.revokeOf', { hint })}
            onClick={props.onRevoke}
          >
            {t('admin.serviceAccounts.tokens.revoke')}
          </Button>
        </Stack>
      }
    />
  );
}
