import { Box, Typography } from '@mui/material';
import type { MyAppPasswordsQuery } from '#client/operations';
import { useTexts } from '../../i18n/texts';
import { SCOPES } from './scopes';

type Server = MyAppPasswordsQuery['programServers'][number];

/** As programs call it; ports that say nothing of it are shown without. */
const ENCRYPTION = new Map([
  ...['465', '993', '995'].map((port) => [port, 'SSL/TLS'] as const),
  ...['110', '143', '587'].map((port) => [port, 'STARTTLS'] as const),
]);

/** What to enter in a program beside the password: who signs in, and where. */
export function ProgramSettings({ login, servers }: { login: string; servers: readonly Server[] }) {
  const { t } = useTexts();
  const labelOf = (scope: string): string => {
    const [, label] = SCOPES.find(([known]) => known === scope) ?? [];
    return label === undefined ? scope.toUpperCase() : t(label);
  };
  const place = (address: string): string => {
    const [, host, port] = /^([^:/]+):(\d+)$/.exec(address) ?? [];
    if (host === undefined || port === undefined) return address;
    return [host, t('appPasswords.port', { port }), ENCRYPTION.get(port)].filter(Boolean).join(' · ');
  };
  const values = [
    [t('appPasswords.userName'), login],
    ...servers.map(({ scope, address }) => [labelOf(scope), place(address)]),
  ];
  return (
    <Box component="dl" sx={{ m: 0, width: '100%', display: 'grid', gap: 1.25 }}>
      {values.map(([name, value], index) => (
        <div key={index}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Typography component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Typography>
        </div>
      ))}
    </Box>
  );
}
