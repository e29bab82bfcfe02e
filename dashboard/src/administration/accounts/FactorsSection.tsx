import KeyOutlined from '@mui/icons-material/KeyOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import PinOutlined from '@mui/icons-material/PinOutlined';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import type { Account } from './account';

export function FactorsSection({ twoFactor }: Pick<Account, 'twoFactor'>) {
  const { t } = useTexts();
  const { ago, date } = useTimes();
  const used = (at: string | null) =>
    at === null ? t('security.neverUsed') : t('security.lastUsed', { when: ago(at) });
  const { authenticatorApp: app, securityKeys, backupCodesRemaining, enabled } = twoFactor;
  return (
    <Section
      title={t('admin.account.factors')}
      text={t(
        enabled
          ? 'admin.account.protected'
          : twoFactor.required
            ? 'admin.account.missing'
            : 'admin.account.unprotected',
      )}
    >
      {enabled && (
        <Rows>
          {app && (
            <Row
              icon={<PhoneIphoneOutlined />}
              title={t('admin.accounts.app')}
              text={`${t('security.since', { date: date(app.createdAt) })} · ${used(app.lastUsedAt)}`}
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
            />
          ))}
          <Row
            icon={<PinOutlined />}
            title={t('admin.account.backupCodes')}
            text={t('admin.account.codesLeft', { smart_count: backupCodesRemaining })}
          />
        </Rows>
      )}
    </Section>
  );
}
