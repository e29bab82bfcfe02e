import BlockOutlined from '@mui/icons-material/BlockOutlined';
import TokenOutlined from '@mui/icons-material/TokenOutlined';
import { Button, Chip } from '@mui/material';
import { useState } from 'react';
import { distinctNames } from '../../components/distinct-names';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { deviceName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useMayOn } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { listAddress } from '../lists/list-address';
import { RevokeTokenDialog } from '../tokens/RevokeTokenDialog';
import type { Account } from './account';
import { SeeAll } from './SeeAll';

export function TokensSection({ account }: { account: Account }) {
  const { t } = useTexts();
  const maySupport = useMayOn(account)('ACCOUNTS_SUPPORT');
  const { ago, date, moment } = useTimes();
  const { place } = usePlaces();
  const [revoking, setRevoking] = useState<Account['tokens'][number] | null>(null);
  const shown = account.tokens.slice(0, 5);
  const names = distinctNames(
    shown,
    ({ device, createdAt }) => (device ? deviceName(t, device.name) : date(createdAt)),
    ({ createdAt }) => t('admin.account.issued', { date: moment(createdAt) }),
  );
  return (
    <Section
      title={t('admin.tokens.title')}
      action={
        <SeeAll to={listAddress('tokens', { accountId: account.id })} label="admin.account.seeTokens" />
      }
    >
      {account.tokens.length === 0 ? (
        <NoRows icon={<TokenOutlined />} text={t('admin.account.noTokens')} />
      ) : (
        <Rows>
          {shown.map((token) => (
            <Row
              key={token.id}
              icon={<TokenOutlined />}
              title={token.device ? deviceName(t, token.device.name) : date(token.createdAt)}
              badges={token.current && <Chip size="small" label={t('admin.tokens.current')} />}
              text={[
                t('admin.account.issued', { date: date(token.createdAt) }),
                token.lastUsedAt === null
                  ? t('security.neverUsed')
                  : t('security.lastUsed', { when: ago(token.lastUsedAt) }),
                place(token.device?.place ?? null),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
              action={
                maySupport && (
                  <Button
                    size="small"
                    color="error"
                    startIcon={<BlockOutlined />}
                    aria-label={`${t('admin.tokens.revoke.name')}: ${names.get(token) ?? ''}`}
                    onClick={() => setRevoking(token)}
                  >
                    {t('admin.tokens.revoke.name')}
                  </Button>
                )
              }
            />
          ))}
        </Rows>
      )}
      <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />
    </Section>
  );
}
