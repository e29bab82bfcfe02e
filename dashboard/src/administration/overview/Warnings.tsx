import WarningAmberOutlined from '@mui/icons-material/WarningAmberOutlined';
import { Link as MuiLink, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import type { OverviewQuery, PrimaryMethod } from '#client/operations';
import { publicSettingsQuery } from '../../api/public-settings';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { type Remedy as ServerRemedy, RemedyButton } from './RemedyButton';
import { accountsThat, UNPROTECTED_ADMINISTRATORS } from './accounts-that';

type Warning = OverviewQuery['overview']['warnings'][number];

const SETTINGS_WARNINGS = new Set<Warning['code']>([
  'TWO_FACTOR_DISABLED',
  'NOTHING_TO_SET_UP',
  'SWITCHED_OFF_BUT_USED',
  'TRUST_WITHOUT_LIST',
  'TRUST_LASTS_LONG',
  'TOKENS_NEVER_EXPIRE',
  'TOKENS_NOT_STORED',
  'TOLERANCE_WIDE',
  'NOBODY_ASKED',
]);

/** What can only be mended on the server. */
const ON_THE_SERVER: Partial<Record<Warning['code'], ServerRemedy>> = {
  SERVER_CLOCK_BEHIND: 'CLOCK',
  SERVER_CLOCK_AHEAD: 'CLOCK',
  NOT_HTTPS: 'HTTPS',
};

/** What an administrator should look at, and where it is mended. */
export function Warnings({ warnings }: { warnings: Warning[] }) {
  const { t } = useTexts();
  return (
    <Section title={t('admin.home.warnings')}>
      <Rows>
        {warnings.map(({ code, accounts, seconds }) => (
          <Row
            key={code}
            icon={<WarningAmberOutlined color="warning" />}
            title={t(`admin.warnings.${code}.title`)}
            text={t(`admin.warnings.${code}.text`, { smart_count: accounts ?? 0, seconds: seconds ?? 0 })}
            action={<Remedy code={code} />}
          />
        ))}
      </Rows>
    </Section>
  );
}

const PRIMARY: PrimaryMethod[] = ['AUTHENTICATOR_APP', 'SECURITY_KEY'];

/** Where an administrator mends what a warning is about. */
function Remedy({ code }: { code: Warning['code'] }) {
  const { t } = useTexts();
  const { data: settings } = useQuery(publicSettingsQuery);
  const switchedOff = PRIMARY.find((method) => settings?.methods.includes(method) === false);
  const concerned: Partial<Record<Warning['code'], string>> = {
    TWO_FACTOR_DISABLED: accountsThat({ twoFactorEnabled: true }),
    ADMINISTRATORS_UNPROTECTED: UNPROTECTED_ADMINISTRATORS,
    NOT_NOTIFIABLE: accountsThat({ notifiable: false }),
    NOBODY_ASKED: accountsThat({ twoFactorEnabled: false }),
    ...(switchedOff && { SWITCHED_OFF_BUT_USED: accountsThat({ onlyMethod: switchedOff }) }),
  };
  const links = [
    [concerned[code], t('admin.home.showAccounts')],
    [SETTINGS_WARNINGS.has(code) ? '/settings' : undefined, t('admin.settings.title')],
  ] as const;
  const onTheServer = ON_THE_SERVER[code];
  return (
    <Stack direction="row" sx={{ gap: 2 }}>
      {onTheServer && <RemedyButton remedy={onTheServer} />}
      {links.map(
        ([to, label]) =>
          to !== undefined && (
            <MuiLink key={to} component={Link} to={to} variant="body2" sx={{ whiteSpace: 'nowrap' }}>
              {label}
            </MuiLink>
          ),
      )}
    </Stack>
  );
}
