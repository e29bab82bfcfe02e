import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import WarningAmberOutlined from '@mui/icons-material/WarningAmberOutlined';
import WebhookOutlined from '@mui/icons-material/WebhookOutlined';
import type { OverviewQuery } from '#client/operations';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { RemedyButton } from './RemedyButton';

/** Whether people are notified of what happens to their accounts, and what could not be delivered. */
export function NotificationsSection({ status }: { status: OverviewQuery['notificationsStatus'] }) {
  const { t } = useTexts();
  const { mailConfigured, webhooks, waiting, failed } = status;
  const isTelling = mailConfigured || webhooks > 0 || waiting > 0;
  return (
    <Section
      title={t('admin.home.notices')}
      {...(isTelling && { text: t('admin.home.noticesWaiting', { smart_count: waiting }) })}
    >
      <Rows>
        <Row
          icon={
            mailConfigured ? (
              <CheckCircleOutlined color="success" />
            ) : (
              <WarningAmberOutlined color="warning" />
            )
          }
          title={t(mailConfigured ? 'admin.home.mailOn' : 'admin.home.mailOff')}
          text={mailConfigured ? undefined : t('admin.home.mailOffText')}
          action={!mailConfigured && <RemedyButton remedy="MAIL" />}
        />
        {webhooks > 0 && (
          <Row icon={<WebhookOutlined />} title={t('admin.home.webhooks', { smart_count: webhooks })} />
        )}
        {failed > 0 && (
          <Row
            icon={<WarningAmberOutlined color="warning" />}
            title={t('admin.home.noticesFailed', { smart_count: failed })}
            text={t('admin.home.noticesFailedText')}
          />
        )}
      </Rows>
    </Section>
  );
}
