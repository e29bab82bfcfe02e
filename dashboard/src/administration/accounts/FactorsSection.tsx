import KeyOutlined from '@mui/icons-material/KeyOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import PinOutlined from '@mui/icons-material/PinOutlined';
import { Button } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { distinctNames } from '../../components/distinct-names';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMayOn } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { useMe } from '../../session/me';
import type { Account } from './account';
import { BypassCodeRow } from './BypassCodeRow';
import { type Lost, LostFactorDialog } from './LostFactorDialog';

export function FactorsSection({ account }: { account: Account }) {
  const { t } = useTexts();
  const { ago, date, moment } = useTimes();
  const isOwn = account.id === useMe().id;
  const maySupport = useMayOn(account)('ACCOUNTS_SUPPORT');
  const [lost, setLost] = useState<Lost | null>(null);
  const used = (at: string | null) =>
    at === null ? t('security.neverUsed') : t('security.lastUsed', { when: ago(at) });
  const {
    authenticatorApp: app,
    securityKeys,
    backupCodesRemaining,
    bypassCode,
    enabled,
    required,
  } = account.twoFactor;
  const names = distinctNames(
    securityKeys,
    ({ name }) => name,
    ({ createdAt }) => t('security.since', { date: moment(createdAt) }),
  );
  const remove = (name: string, what: Lost) =>
    !isOwn &&
    maySupport && (
      <Button
        size="small"
        color="error"
        aria-label={`${t('admin.account.lostFactor.name')}: ${name}`}
        onClick={() => setLost(what)}
      >
        {t('admin.account.lostFactor.name')}
      </Button>
    );
  return (
    <Section
      title={t('admin.account.factors')}
      text={t(
        enabled
          ? 'admin.account.protected'
          : required
            ? 'admin.account.missing'
            : 'admin.account.unprotected',
      )}
      action={
        // One's own are removed where everybody removes theirs.
        isOwn && (
          <Button component={Link} to="/security" color="secondary">
            {t('frame.security')}
          </Button>
        )
      }
    >
      {enabled && (
        <Rows>
          {app && (
            <Row
              icon={<PhoneIphoneOutlined />}
              title={t('admin.accounts.app')}
              text={`${t('security.since', { date: date(app.createdAt) })} · ${used(app.lastUsedAt)}`}
              action={remove(t('admin.accounts.app'), { method: 'AUTHENTICATOR_APP' })}
            />
          )}
          {securityKeys.map((key) => (
            <Row
              key={key.id}
              icon={<KeyOutlined />}
              title={key.name}
              text={[key.model, t('security.since', { date: date(key.createdAt) }), used(key.lastUsedAt)]
                .filter((part) => part !== null)
                .join(' · ')}
              action={remove(names.get(key) ?? key.name, { method: 'SECURITY_KEY', key })}
            />
          ))}
          <Row
            icon={<PinOutlined />}
            title={t('admin.account.backupCodes')}
            text={t('admin.account.codesLeft', { smart_count: backupCodesRemaining })}
            action={
              backupCodesRemaining > 0 && remove(t('admin.account.backupCodes'), { method: 'BACKUP_CODE' })
            }
          />
          {bypassCode && <BypassCodeRow account={account} bypass={bypassCode} />}
        </Rows>
      )}
      <LostFactorDialog account={account} lost={lost} onClose={() => setLost(null)} />
    </Section>
  );
}
