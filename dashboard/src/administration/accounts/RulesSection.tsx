import EventBusyOutlined from '@mui/icons-material/EventBusyOutlined';
import LanOutlined from '@mui/icons-material/LanOutlined';
import RuleOutlined from '@mui/icons-material/RuleOutlined';
import VerifiedUserOutlined from '@mui/icons-material/VerifiedUserOutlined';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { WithdrawExemptionDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Row, Rows, Section } from '../../components/Section';
import { settingValue } from '../../i18n/setting-values';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { useMayOn } from '../../session/may';
import type { Account } from './account';
import { ExemptionDialog } from './ExemptionDialog';

type Reason = Account['policy']['reasons'][number];

const NETWORKS = {
  allowedNetworks: 'admin.accounts.allowedNetworks',
  alwaysAskFrom: 'admin.policy.alwaysAskFrom',
  neverAskFrom: 'admin.policy.neverAskFrom',
} as const;

const isOfSettings = ({ byAccount, groups }: Reason): boolean => !byAccount && groups.length === 0;

/** Which rules apply to an account, and because of what; and that what they demand is put off. */
export function RulesSection({ account }: { account: Account }) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  const mayManage = useMayOn(account)('ACCOUNTS_MANAGE');
  const [isExempting, setExempting] = useState(false);
  const { policy } = account;
  const because = ({ bySettings, byAccount, groups }: Reason): string =>
    [
      bySettings && t('admin.policy.ofSettings'),
      byAccount && t('admin.policy.ofAccount'),
      groups.length > 0 &&
        t('admin.policy.ofGroups', {
          smart_count: groups.length,
          groups: groups.map(({ name }) => name).join(', '),
        }),
    ]
      .filter((each) => each !== false)
      .join(' ');
  const demand = policy.reasons.find(({ rule }) => rule === 'requireTwoFactor');
  const others = policy.reasons.filter((reason) => reason !== demand && !isOfSettings(reason));
  const { enrolmentDeadline } = policy;
  return (
    <Section
      title={t('admin.policy.rules')}
      text={t('admin.policy.rulesText')}
      action={
        mayManage &&
        account.role === 'USER' && (
          <Button variant="outlined" color="secondary" onClick={() => setExempting(true)}>
            {t('admin.policy.exempt')}
          </Button>
        )
      }
    >
      <Rows>
        <Row
          icon={<VerifiedUserOutlined />}
          title={`${t('admin.policy.secondFactor')}: ${t(policy.requireTwoFactor ? 'admin.policy.required' : 'admin.policy.optional')}`}
          text={
            <>
              {demand && policy.requireTwoFactor && <Box>{because(demand)}</Box>}
              {enrolmentDeadline !== null && (
                <Box>{t('admin.policy.due', { when: dateTime(enrolmentDeadline) })}</Box>
              )}
            </>
          }
        />
        {policy.exemption && <ExemptionRow account={account} exemption={policy.exemption} />}
        {others.map((reason) => (
          <RuleRow key={reason.rule} policy={policy} reason={reason} because={because(reason)} />
        ))}
        <Row icon={<RuleOutlined />} title={t('admin.policy.rest')} />
      </Rows>
      {isExempting && <ExemptionDialog account={account} onClose={() => setExempting(false)} />}
    </Section>
  );
}

function RuleRow(props: { policy: Account['policy']; reason: Reason; because: string }) {
  const { t } = useTexts();
  const { rule } = props.reason;
  if (rule === 'requireTwoFactor') return null;
  if (rule === 'allowedNetworks' || rule === 'alwaysAskFrom' || rule === 'neverAskFrom') {
    return (
      <Row
        icon={<LanOutlined />}
        title={t(NETWORKS[rule])}
        text={
          <>
            {props.policy[rule].map((list) => (
              <Box key={list.join()}>{list.join(', ')}</Box>
            ))}
            <Box>{props.because}</Box>
          </>
        }
      />
    );
  }
  const value = props.policy[rule];
  return (
    <Row
      icon={<RuleOutlined />}
      title={`${t(`admin.settings.fields.${rule}.name`)}: ${value === false ? t('admin.policy.notAllowed') : settingValue(rule, value, t)}`}
      text={props.because}
    />
  );
}

function ExemptionRow(props: { account: Account; exemption: NonNullable<Account['policy']['exemption']> }) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  const { account, exemption } = props;
  const mayManage = useMayOn(account)('ACCOUNTS_MANAGE');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Row
        icon={<EventBusyOutlined />}
        title={t('admin.policy.exempted')}
        text={t('admin.policy.exemptedBy', {
          reason: exemption.reason,
          when: dateTime(exemption.endsAt),
          by: exemption.grantedBy ?? t('admin.policy.operator'),
        })}
        action={
          mayManage && (
            <Button size="small" color="error" onClick={() => setAsking(true)}>
              {t('admin.policy.withdraw')}
            </Button>
          )
        }
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={t('admin.policy.withdrawTitle', { login: account.login })}
        consequences={[t('admin.policy.withdrawText')]}
        confirm={t('admin.policy.withdraw')}
        destructive
        done={t('admin.policy.withdrawn')}
        action={async () => {
          await send(WithdrawExemptionDocument, { accountId: account.id });
          await queryClient.invalidateQueries({ queryKey: ['account', account.id] });
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
