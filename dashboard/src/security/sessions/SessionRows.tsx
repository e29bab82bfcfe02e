import { Box, Button, Chip, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { type AuthTokenFieldsFragment, RevokeTokenDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { distinctNames } from '../../components/distinct-names';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';

type Session = AuthTokenFieldsFragment;

/** Sessions of one device, or of none: since when, until when, and how to end each but this one. */
export function SessionRows(props: {
  label: string;
  sessions: readonly Session[];
  /** What the device is called among the others. */
  device?: string | undefined;
  /** Asks to sign the device out instead, where this is all that it has: its trust ends with that, too. */
  onSignOutDevice?: (() => void) | undefined;
}) {
  const { t } = useTexts();
  const { ago, date, dateTime, moment } = useTimes();
  const [ending, setEnding] = useState<Session | null>(null);
  const { device } = props;
  const names = distinctNames(
    props.sessions,
    ({ createdAt }) =>
      device === undefined
        ? t('sessions.endOfNone', { when: dateTime(createdAt) })
        : t('sessions.endOf', { name: device }),
    ({ createdAt }) => moment(createdAt),
  );
  return (
    <>
      <Box component="ul" aria-label={props.label} sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {props.sessions.map((session) => (
          <Stack
            key={session.id}
            component="li"
            direction="row"
            sx={{
              flexWrap: { xs: 'wrap', sm: 'nowrap' },
              gap: 1.5,
              alignItems: 'center',
              px: { xs: 2, sm: 3 },
              py: 1.25,
              borderTop: 1,
              borderColor: 'divider',
            }}
          >
            <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 12rem', minWidth: 0 }}>
              {[
                t('sessions.begun', { when: dateTime(session.createdAt) }),
                session.lastUsedAt !== null && t('security.lastUsed', { when: ago(session.lastUsedAt) }),
                session.expiresAt === null
                  ? t('sessions.unlimited')
                  : t('sessions.until', { date: date(session.expiresAt) }),
              ]
                .filter(Boolean)
                .join('\u00a0· ')}
            </Typography>
            {session.current ? (
              <Chip size="small" color="primary" label={t('sessions.current')} />
            ) : (
              <Button
                variant="outlined"
                color="secondary"
                size="small"
                aria-label={names.get(session)}
                onClick={props.onSignOutDevice ?? (() => setEnding(session))}
                sx={{ ml: 'auto' }}
              >
                {t('sessions.end')}
              </Button>
            )}
          </Stack>
        ))}
      </Box>
      <ConfirmDialog
        isOpen={ending !== null}
        title={t('sessions.endTitle')}
        consequences={[t('sessions.endText')]}
        confirm={t('sessions.end')}
        destructive
        done={t('sessions.ended')}
        action={async () => {
          if (!ending) return;
          await send(RevokeTokenDocument, { id: ending.id });
          await queryClient.invalidateQueries();
        }}
        onClose={() => setEnding(null)}
      />
    </>
  );
}
