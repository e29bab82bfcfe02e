import { Box, Link as MuiLink, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { AboutDocument, type AboutQuery } from '#client/operations';
import { root } from '../../api/root';
import { send } from '../../api/send';
import { CopyButton } from '../../components/CopyButton';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { bugReport } from './bug-report';
import { HealthSection } from './HealthSection';

/** What runs here, how it is, and where to read on. */
export default function AboutPage() {
  const { t } = useTexts();
  const query = useQuery({
    queryKey: ['about'],
    queryFn: async () => ({ ...(await send(AboutDocument)), askedAt: Date.now() }),
  });
  return (
    <Page title={t('admin.about.title')} text={t('admin.about.text')}>
      <Loaded query={query} rows={6}>
        {(answer) => (
          <>
            <Facts answer={answer} />
            <HealthSection answer={answer} askedAt={answer.askedAt} />
            <Documents hasExplorer={answer.about.explorer} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Facts({ answer }: { answer: AboutQuery }) {
  const { t } = useTexts();
  const { dateTime, ago } = useTimes();
  const { about } = answer;
  const { database } = about;
  const facts = [
    [
      t('admin.about.version'),
      about.commit === null
        ? about.version
        : t('admin.about.withCommit', { version: about.version, commit: about.commit }),
    ],
    ['Node.js', about.node],
    [t('admin.about.database'), `${database.product} ${database.version}`],
    [t('admin.about.schema'), database.lastMigration ?? '–'],
    [t('admin.about.runningSince'), `${dateTime(about.startedAt)} (${ago(about.startedAt)})`],
    [t('admin.about.processes'), String(about.processes)],
    [t('admin.about.licence'), about.license],
  ];
  return (
    <Section
      title={t('admin.about.installation')}
      text={t('admin.about.reportText')}
      action={<CopyButton text={bugReport(answer, navigator.userAgent)} label={t('admin.about.copy')} />}
    >
      <Box
        component="dl"
        sx={{
          m: 0,
          px: { xs: 2, sm: 3 },
          pb: 3,
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', sm: 'auto 1fr' },
          columnGap: 3,
          rowGap: { xs: 0.25, sm: 1 },
          fontSize: '0.875rem',
        }}
      >
        {facts.map(([name, value]) => (
          <Box key={name} sx={{ display: 'contents' }}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {name}
            </Typography>
            <Box component="dd" sx={{ m: 0, mb: { xs: 1, sm: 0 }, overflowWrap: 'anywhere' }}>
              {value}
            </Box>
          </Box>
        ))}
      </Box>
    </Section>
  );
}

/** All of them come with this server. */
function Documents({ hasExplorer }: { hasExplorer: boolean }) {
  const { t } = useTexts();
  const documents = [
    ['docs/operation.txt', t('admin.about.documents.operation')],
    ['docs/settings.txt', t('admin.about.documents.settings')],
    ['docs/api.txt', t('admin.about.documents.api')],
    ...(hasExplorer ? [['graphql', t('admin.about.documents.explorer')] as const] : []),
    ['third-party-licences.txt', t('admin.about.documents.licences')],
  ] as const;
  return (
    <Section title={t('admin.about.documents.title')} text={t('admin.about.documents.text')}>
      <Box component="ul" sx={{ m: 0, pl: { xs: 4, sm: 5 }, pr: 3, pb: 3, fontSize: '0.875rem' }}>
        {documents.map(([path, name]) => (
          <Box component="li" key={path} sx={{ mb: 0.75 }}>
            <MuiLink href={`${root}${path}`} target="_blank" rel="noopener noreferrer">
              {name}
            </MuiLink>
          </Box>
        ))}
      </Box>
    </Section>
  );
}
