import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import ErrorOutline from '@mui/icons-material/ErrorOutlineOutlined';
import PlayArrowOutlined from '@mui/icons-material/PlayArrowOutlined';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import { Alert, Box, Button, Chip } from '@mui/material';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type JobFieldsFragment as Job, JobsDocument, RunJobDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { Told } from '../../components/Told';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { jobName } from './job-name';
import { resultSentences } from './job-result';

const ASK_AGAIN_AFTER = 2000;

const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: async () => (await send(JobsDocument)).jobs,
  // What runs will end.
  refetchInterval: ({ state: { data } }) => (data?.some(isWaitingOrRunning) ? ASK_AGAIN_AFTER : false),
});

const isWaitingOrRunning = ({ running, nextRunAt }: Job): boolean =>
  running || (nextRunAt !== null && Date.parse(nextRunAt) <= Date.now());

/** Work that runs by itself. */
export default function JobsPage() {
  const { t } = useTexts();
  const jobs = useQuery(jobsQuery);
  return (
    <Page title={t('admin.jobs.title')} text={t('admin.jobs.text')}>
      <Section title={t('admin.jobs.all')}>
        <Loaded query={jobs}>
          {(list) =>
            list.length === 0 ? (
              <NoRows icon={<ScheduleOutlined />} text={t('admin.jobs.none')} />
            ) : (
              <Rows>
                {list.map((job) => (
                  <JobRow key={job.name} job={job} />
                ))}
              </Rows>
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

function JobRow({ job }: { job: Job }) {
  const { t, catalogue, locale } = useTexts();
  const mayRun = useMay()('SYSTEM_MANAGE');
  const { moment, until } = useTimes();
  const { isBusy, run } = useAction();
  const name = jobName(catalogue, job.name);
  const seconds = (job.lastDurationMs ?? 0) / 1000;
  const duration = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, style: 'unit', unit: 'second' });
  return (
    <Row
      icon={
        job.failReason !== null ? (
          <ErrorOutline color="error" />
        ) : job.lastFinishedAt === null ? (
          <ScheduleOutlined />
        ) : (
          <CheckCircleOutlined color="success" />
        )
      }
      title={name}
      badges={
        job.running && (
          <Chip size="small" color="primary" variant="outlined" label={t('admin.jobs.running')} />
        )
      }
      text={
        <>
          <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 1.5 }}>
            <dt>{t('admin.jobs.last')}</dt>
            <Box component="dd" sx={{ m: 0 }}>
              {job.lastFinishedAt === null
                ? t('admin.jobs.never')
                : `${moment(job.lastFinishedAt)} (${duration.format(seconds)})`}
            </Box>
            <dt>{t('admin.jobs.next')}</dt>
            <Box component="dd" sx={{ m: 0 }}>
              {job.nextRunAt === null ? t('admin.jobs.whenNeeded') : until(job.nextRunAt)}
              {job.schedule !== null &&
                ` · ${job.schedule}${job.timeZone === null ? '' : ` ${job.timeZone}`}`}
            </Box>
            {job.lastResult !== null && (
              <>
                <dt>{t('admin.jobs.result')}</dt>
                <Box component="dd" sx={{ m: 0 }}>
                  <Told sentences={resultSentences(job.lastResult, t)} data={job.lastResult} />
                </Box>
              </>
            )}
          </Box>
        </>
      }
      note={
        job.failReason !== null && (
          <Alert severity="error">{t('admin.jobs.failed', { reason: job.failReason })}</Alert>
        )
      }
      action={
        mayRun && (
          <Button
            variant="outlined"
            startIcon={<PlayArrowOutlined />}
            loading={isBusy}
            disabled={job.running}
            aria-label={`${t('admin.jobs.run')}: ${name}`}
            onClick={() =>
              void run(async () => {
                await send(RunJobDocument, { name: job.name });
                await queryClient.invalidateQueries(jobsQuery);
              }, t('admin.jobs.started'))
            }
          >
            {t('admin.jobs.run')}
          </Button>
        )
      }
    />
  );
}
