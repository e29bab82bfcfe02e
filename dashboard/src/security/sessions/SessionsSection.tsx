import { Button, Chip } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuthTokenFieldsFragment, MyTokensDocument, RevokeTokenDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Loaded } from '../../components/Loaded';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { DeviceIcon } from '../../components/DeviceIcon';

/** The tokens that are live: one device can hold several, such as two browser profiles of an app. */
export function SessionsSection() {
  const { t } = useTexts();
  const { ago, date, dateTime } = useTimes();
  const tokens = useQuery({
    queryKey: ['my-tokens'],
    queryFn: async () => (await send(MyTokensDocument)).myTokens,
  });
  const [ending, setEnding] = useState<AuthTokenFieldsFragment | null>(null);
  return (
    <Section title={t('sessions.title')} text={t('sessions.text')}>
      <Loaded query={tokens}>
        {(list) =>
          list.length === 0 ? (
            <NoRows icon={null} text={t('sessions.none')} />
          ) : (
            <Rows>
              {list.map((token) => (
                <Row
                  key={token.id}
                  icon={<DeviceIcon userAgent={token.device?.userAgent ?? null} />}
                  title={token.device?.name ?? t('sessions.unknownDevice')}
                  badges={
                    token.current && <Chip size="small" color="primary" label={t('sessions.current')} />
                  }
                  text={[
                    t('sessions.since', { when: dateTime(token.createdAt) }),
                    token.lastUsedAt !== null && t('security.lastUsed', { when: ago(token.lastUsedAt) }),
                    token.expiresAt === null
                      ? t('sessions.unlimited')
                      : t('sessions.until', { date: date(token.expiresAt) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                  action={
                    !token.current && (
                      <Button
                        variant="outlined"
                        color="secondary"
                        size="small"
                        onClick={() => setEnding(token)}
                      >
                        {t('sessions.end')}
                      </Button>
                    )
                  }
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
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
    </Section>
  );
}
