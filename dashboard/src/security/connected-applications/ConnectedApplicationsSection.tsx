import AppsOutlined from '@mui/icons-material/AppsOutlined';
import { Button, Chip } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EndApplicationSessionDocument, MyApplicationsDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Row, Rows, Section } from '../../components/Section';
import { deviceName } from '../../i18n/names';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';

interface Held {
  applicationId: string;
  tokenId: string;
  name: string;
  since: string;
  current: boolean;
  /** Of the session’s device; undefined where sessions are not stored, or somebody else’s. */
  device: string | undefined;
}

async function heldByApplications(): Promise<Held[]> {
  const { me, myTokens } = await send(MyApplicationsDocument);
  return (me?.connectedApplications ?? []).flatMap(({ applicationId, name, sessions }) =>
    sessions.map((session) => ({
      ...session,
      applicationId,
      name,
      device: myTokens.find(({ id }) => id === session.tokenId)?.device?.name,
    })),
  );
}

/** What applications were given when one signed in to them, session by session. Those who use none see nothing of it. */
export function ConnectedApplicationsSection() {
  const { t } = useTexts();
  const { dateTime, moment } = useTimes();
  const { data: held = [] } = useQuery({ queryKey: ['my-applications'], queryFn: heldByApplications });
  const [ending, setEnding] = useState<Held | null>(null);
  if (held.length === 0) return null;
  return (
    <Section title={t('connectedApplications.title')} text={t('connectedApplications.text')}>
      <Rows>
        {held.map((one) => (
          <Row
            key={`${one.applicationId} ${one.tokenId}`}
            icon={<AppsOutlined />}
            title={one.name}
            badges={one.current && <Chip size="small" color="primary" label={t('sessions.current')} />}
            text={[
              one.device && deviceName(t, one.device),
              t('sessions.since', { when: dateTime(one.since) }),
            ]
              .filter(Boolean)
              .join(' · ')}
            action={
              <Button
                variant="outlined"
                color="secondary"
                size="small"
                aria-label={t('connectedApplications.endOf', { name: one.name, when: moment(one.since) })}
                onClick={() => setEnding(one)}
              >
                {t('connectedApplications.end')}
              </Button>
            }
          />
        ))}
      </Rows>
      <ConfirmDialog
        isOpen={ending !== null}
        title={t('connectedApplications.endTitle', { name: ending?.name ?? '' })}
        consequences={[t('connectedApplications.endText'), t('connectedApplications.again')]}
        confirm={t('connectedApplications.end')}
        destructive
        done={t('connectedApplications.ended')}
        action={async () => {
          if (!ending) return;
          const { applicationId, tokenId } = ending;
          await send(EndApplicationSessionDocument, { applicationId, tokenId });
          await queryClient.invalidateQueries({ queryKey: ['my-applications'] });
        }}
        onClose={() => setEnding(null)}
      />
    </Section>
  );
}
