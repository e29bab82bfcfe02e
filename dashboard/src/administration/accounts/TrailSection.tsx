import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { eventText } from '../../i18n/events';
import { actorName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useSentences } from '../../i18n/useSentences';
import { useTimes } from '../../i18n/times';
import { listAddress } from '../lists/list-address';
import type { Account, AccountTrail } from './account';
import { SeeAll } from './SeeAll';

export function TrailSection({ account, trail }: { account: Account; trail: AccountTrail }) {
  const { t, catalogue } = useTexts();
  const { moment } = useTimes();
  const { address } = usePlaces();
  const sentences = useSentences();
  return (
    <Section
      title={t('admin.account.trail')}
      action={<SeeAll to={listAddress('audit', { accountId: account.id })} label="admin.account.seeTrail" />}
    >
      {trail.items.length === 0 ? (
        <NoRows icon={<HistoryOutlined />} text={t('admin.audit.none')} />
      ) : (
        <Rows>
          {trail.items.map((event) => (
            <Row
              key={event.id}
              icon={<HistoryOutlined />}
              title={eventText(catalogue, event.action)}
              text={
                <>
                  {[
                    moment(event.at),
                    ...address(event),
                    event.actorId !== account.id && event.actorLogin !== null
                      ? t('admin.account.by', { login: actorName(t, event.actorLogin) ?? '' })
                      : null,
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                  {sentences(event).map((sentence) => (
                    <div key={sentence}>{sentence}</div>
                  ))}
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}
