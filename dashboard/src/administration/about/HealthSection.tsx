import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import WarningAmberOutlined from '@mui/icons-material/WarningAmberOutlined';
import { Link as MuiLink } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { AboutQuery } from '#client/operations';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { RemedyButton } from '../overview/RemedyButton';

/** Seconds; below, the answer was merely on its way. */
const CLOCKS_DIFFER = 30;

type State = 'good' | 'bad' | 'unknown';

const ICONS: Record<State, ReactNode> = {
  good: <CheckCircleOutlined color="success" />,
  bad: <WarningAmberOutlined color="warning" />,
  unknown: <ScheduleOutlined />,
};

interface Part {
  name: string;
  state: State;
  text: string;
  action?: ReactNode;
}

/** How each part is, in a sentence; `askedAt`: this browser's time when the server answered. */
export function HealthSection(props: { answer: AboutQuery; askedAt: number }) {
  const { t } = useTexts();
  const parts = [
    useDatabase(props.answer),
    useMail(props.answer),
    useCleanUp(props.answer),
    useClock(props.answer, props.askedAt),
    useKeys(props.answer),
  ];
  return (
    <Section title={t('admin.about.health.title')}>
      <Rows>
        {parts.map(({ name, state, text, action }) => (
          <Row key={name} icon={ICONS[state]} title={name} text={text} action={action} />
        ))}
      </Rows>
    </Section>
  );
}

function useDatabase({ about: { database } }: AboutQuery): Part {
  const { t } = useTexts();
  const name = t('admin.about.database');
  if (database.missingMigrations > 0) {
    const text = t('admin.about.health.schemaMissing', { smart_count: database.missingMigrations });
    return { name, state: 'bad', text };
  }
  if (!database.writable) return { name, state: 'bad', text: t('admin.about.health.notWritable') };
  const text =
    database.newerMigrations > 0
      ? t('admin.about.health.schemaNewer', { smart_count: database.newerMigrations })
      : t('admin.about.health.schemaComplete');
  return { name, state: 'good', text };
}

function useMail({ notificationsStatus: status }: AboutQuery): Part {
  const { t } = useTexts();
  const { ago } = useTimes();
  const name = t('admin.about.health.mail');
  if (!status.mailConfigured) {
    const action = <RemedyButton remedy="MAIL" />;
    return { name, state: 'bad', text: t('admin.home.mailOff'), action };
  }
  const text = [
    status.mailLastSentAt === null
      ? t('admin.about.health.mailNever')
      : t('admin.about.health.mailSent', { when: ago(status.mailLastSentAt) }),
    ...(status.waiting > 0 ? [t('admin.home.noticesWaiting', { smart_count: status.waiting })] : []),
    ...(status.failed > 0 ? [t('admin.about.health.mailFailed', { smart_count: status.failed })] : []),
  ].join(' ');
  const state = status.failed > 0 ? 'bad' : status.mailLastSentAt === null ? 'unknown' : 'good';
  return { name, state, text };
}

function useCleanUp({ jobs }: AboutQuery): Part {
  const { t } = useTexts();
  const { ago } = useTimes();
  const last = jobs.find(({ name }) => name === 'clean-up');
  const failed = jobs.filter(({ failReason }) => failReason !== null).length;
  const text = [
    last?.lastFinishedAt == null
      ? t('admin.about.health.cleanUpNever')
      : t('admin.about.health.cleanUpRan', { when: ago(last.lastFinishedAt) }),
    ...(failed > 0 ? [t('admin.about.health.jobsFailed', { smart_count: failed })] : []),
  ].join(' ');
  const action = (
    <MuiLink component={Link} to="/jobs" variant="body2">
      {t('admin.jobs.all')}
    </MuiLink>
  );
  const state = failed > 0 ? 'bad' : last?.lastFinishedAt == null ? 'unknown' : 'good';
  return { name: t('admin.jobs.title'), state, text, action };
}

function useClock({ about }: AboutQuery, askedAt: number): Part {
  const { t } = useTexts();
  const { moment } = useTimes();
  const skew = about.clockSkewSeconds;
  const apart = Math.round(Math.abs(askedAt - Date.parse(about.time)) / 1000);
  const text = [
    t('admin.about.health.clockSays', { when: moment(about.time) }),
    ...(skew === null
      ? []
      : [
          t(skew > 0 ? 'admin.about.health.clockSlow' : 'admin.about.health.clockFast', {
            seconds: Math.abs(skew),
          }),
        ]),
    ...(apart >= CLOCKS_DIFFER ? [t('admin.about.health.clockHere', { seconds: apart })] : []),
  ].join(' ');
  const isBad = skew !== null || apart >= CLOCKS_DIFFER;
  return {
    name: t('admin.about.health.clock'),
    state: isBad ? 'bad' : 'good',
    text,
    action: isBad && <RemedyButton remedy="CLOCK" />,
  };
}

function useKeys({ about: { keys } }: AboutQuery): Part {
  const { t } = useTexts();
  const { date } = useTimes();
  const text = [
    keys.currentSince === null
      ? t('admin.about.health.keysGood')
      : t('admin.about.health.keysSince', { date: date(keys.currentSince) }),
    ...(keys.older === 0
      ? []
      : [
          keys.sealedByOlder > 0
            ? t('admin.about.health.keysNeeded', { smart_count: keys.sealedByOlder })
            : t('admin.about.health.keysOlder', { smart_count: keys.older }),
        ]),
  ].join(' ');
  return { name: t('admin.about.health.keys'), state: keys.sealedByOlder > 0 ? 'bad' : 'good', text };
}
