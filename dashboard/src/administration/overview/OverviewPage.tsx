import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import WarningAmberOutlined from '@mui/icons-material/WarningAmberOutlined';
import { Box, Card, LinearProgress, Link as MuiLink, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { OverviewDocument, type OverviewQuery } from '#client/operations';
import { send } from '../../api/send';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { jobName } from '../jobs/job-name';
import { accountsThat, UNPROTECTED_ADMINISTRATORS } from './accounts-that';
import { NotificationsSection } from './NotificationsSection';
import { SetupSection } from './SetupSection';
import { SignInsChart } from './SignInsChart';
import { Warnings } from './Warnings';

type Overview = OverviewQuery['overview'];

const CLEAN_UP = 'clean-up';

/** The installation at a glance. */
export default function OverviewPage() {
  const { t } = useTexts();
  const query = useQuery({ queryKey: ['overview'], queryFn: () => send(OverviewDocument) });
  return (
    <Page wide title={t('admin.home.title')} text={t('admin.home.text')}>
      <Loaded query={query} rows={6}>
        {({ overview, jobs, notificationsStatus, setupChecklist }) => (
          <>
            {setupChecklist !== null && <SetupSection items={setupChecklist} />}
            <Figures overview={overview} />
            {overview.warnings.length > 0 && <Warnings warnings={overview.warnings} />}
            <Box
              sx={{
                display: 'grid',
                columnGap: 2.5,
                gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(0, 1fr)' },
                alignItems: 'start',
              }}
            >
              <SignInsChart days={overview.days} />
              <div>
                <Methods protection={overview.protection} />
                <CleanUp job={jobs.find(({ name }) => name === CLEAN_UP)} />
                <NotificationsSection status={notificationsStatus} />
              </div>
            </Box>
            <CountedAt at={overview.countedAt} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Figures({ overview: { protection } }: { overview: Overview }) {
  const { t } = useTexts();
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        mb: 2.5,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(4, minmax(0, 1fr))' },
      }}
    >
      <Figure
        label={t('admin.home.accounts')}
        value={protection.accounts}
        note={t('admin.home.disabled', { smart_count: protection.disabled })}
        noteTo={accountsThat({ disabled: true })}
        to={accountsThat({})}
      />
      <Figure
        label={t('admin.home.protected')}
        value={protection.protected}
        note={t('admin.home.share', { share: usePercent(protection.protected, protection.accounts) })}
        to={accountsThat({ twoFactorEnabled: true })}
      />
      <Figure
        label={t('admin.home.required')}
        value={protection.requiredUnprotected}
        isBad={protection.requiredUnprotected > 0}
        note={t('admin.home.ofRequired', { smart_count: protection.required })}
        noteTo={accountsThat({ required: true })}
        to={accountsThat({ required: true, twoFactorEnabled: false })}
      />
      <Figure
        label={t('admin.home.administratorsUnprotected')}
        value={protection.administratorsUnprotected}
        isBad={protection.administratorsUnprotected > 0}
        note={t('admin.home.ofAdministrators', { smart_count: protection.administrators })}
        noteTo={accountsThat({ administers: true })}
        to={UNPROTECTED_ADMINISTRATORS}
      />
    </Box>
  );
}

function usePercent(part: number, whole: number): string {
  const { locale } = useTexts();
  const share = whole === 0 ? 0 : part / whole;
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
}

function Figure(props: {
  label: string;
  value: number;
  to: string;
  note: string;
  /** Where the note has a figure of its own. */
  noteTo?: string;
  isBad?: boolean;
}) {
  const { locale } = useTexts();
  return (
    // The figures of a row stand on one line, however long their labels are.
    <Card
      sx={{
        p: { xs: 2, sm: 2.5 },
        display: 'grid',
        gridTemplateRows: 'subgrid',
        gridRow: 'span 2',
        rowGap: 0,
      }}
    >
      <Typography component="dt" variant="body2" color="textSecondary">
        {props.label}
      </Typography>
      <Box component="dd" sx={{ m: 0 }}>
        <MuiLink
          component={Link}
          to={props.to}
          underline="hover"
          color={props.isBad ? 'error' : 'textPrimary'}
          sx={{ fontSize: '1.75rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}
        >
          {new Intl.NumberFormat(locale).format(props.value)}
        </MuiLink>
        <Typography variant="body2" color="textSecondary">
          {props.noteTo === undefined ? (
            props.note
          ) : (
            <MuiLink component={Link} to={props.noteTo} underline="hover" color="inherit">
              {props.note}
            </MuiLink>
          )}
        </Typography>
      </Box>
    </Card>
  );
}

function Methods({ protection }: { protection: Overview['protection'] }) {
  const { t, locale } = useTexts();
  const methods = [
    ['admin.home.appOnly', protection.authenticatorAppOnly, { onlyMethod: 'AUTHENTICATOR_APP' }],
    ['admin.home.keyOnly', protection.securityKeyOnly, { onlyMethod: 'SECURITY_KEY' }],
    ['admin.home.both', protection.both, { severalMethods: true }],
    ['admin.home.none', protection.unprotected, { twoFactorEnabled: false }],
  ] as const;
  return (
    <Section title={t('admin.home.methods')}>
      <Box
        component="ul"
        sx={{ listStyle: 'none', m: 0, px: { xs: 2, sm: 3 }, pb: 3, display: 'grid', gap: 1.75 }}
      >
        {methods.map(([label, count, filter]) => (
          <li key={label}>
            <Stack direction="row" sx={{ justifyContent: 'space-between', mb: 0.5, fontSize: '0.875rem' }}>
              <span>{t(label)}</span>
              <MuiLink
                component={Link}
                to={accountsThat(filter)}
                underline="hover"
                color="textPrimary"
                aria-label={`${t(label)}: ${count}`}
                sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 600 }}
              >
                {new Intl.NumberFormat(locale).format(count)}
              </MuiLink>
            </Stack>
            <LinearProgress
              variant="determinate"
              aria-hidden
              value={protection.accounts === 0 ? 0 : (count / protection.accounts) * 100}
              color={label === 'admin.home.none' ? 'warning' : 'primary'}
              sx={{ height: 8, borderRadius: 4, bgcolor: 'background.sunken' }}
            />
          </li>
        ))}
      </Box>
    </Section>
  );
}

function CleanUp({ job }: { job: OverviewQuery['jobs'][number] | undefined }) {
  const { t, catalogue } = useTexts();
  const { ago, until } = useTimes();
  if (!job) return null;
  const hasFailed = job.failReason !== null;
  return (
    <Section title={jobName(catalogue, job.name)}>
      <Rows>
        <Row
          icon={
            hasFailed ? (
              <WarningAmberOutlined color="warning" />
            ) : job.lastFinishedAt === null ? (
              <ScheduleOutlined />
            ) : (
              <CheckCircleOutlined color="success" />
            )
          }
          title={
            job.lastFinishedAt === null
              ? t('admin.jobs.never')
              : t(hasFailed ? 'admin.jobs.failedWhen' : 'admin.jobs.ranWhen', {
                  when: ago(job.lastFinishedAt),
                })
          }
          text={job.nextRunAt === null ? undefined : t('admin.jobs.nextWhen', { when: until(job.nextRunAt) })}
          action={
            <MuiLink component={Link} to="/jobs" variant="body2">
              {t('admin.jobs.title')}
            </MuiLink>
          }
        />
      </Rows>
    </Section>
  );
}

function CountedAt({ at }: { at: string }) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  return (
    <Typography variant="body2" color="textSecondary">
      {t('admin.home.countedAt', { when: dateTime(at) })}
    </Typography>
  );
}
