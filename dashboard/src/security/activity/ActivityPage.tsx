import AddModeratorOutlined from '@mui/icons-material/AddModeratorOutlined';
import DevicesOutlined from '@mui/icons-material/DevicesOutlined';
import GppMaybeOutlined from '@mui/icons-material/GppMaybeOutlined';
import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import LoginOutlined from '@mui/icons-material/LoginOutlined';
import ManageAccountsOutlined from '@mui/icons-material/ManageAccountsOutlined';
import { Box, Button, Chip, Pagination, PaginationItem } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { MySecurityEventsDocument, type MySecurityEventsQuery } from '#client/operations';
import { send } from '../../api/send';
import { useStored } from '../../api/store';
import { distinctNames } from '../../components/distinct-names';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { eventText, isUnproven } from '../../i18n/events';
import { usePlaces } from '../../i18n/places';
import { useSentences } from '../../i18n/useSentences';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { NotMeDialog } from './NotMeDialog';
import { recognised } from './recognised';
import { WasThisYou } from './WasThisYou';

const PER_PAGE = 25;

type Event = MySecurityEventsQuery['mySecurityEvents']['items'][number];

const isAlarming = (action: string): boolean => /\.failed$|counter_regressed|locked|reported/.test(action);

/** Whether one is asked of it: of what looks bad, and of a first sign-in somewhere. */
const isAsked = ({ action, details }: Event): boolean =>
  isAlarming(action) || (details as { newDevice?: boolean } | null)?.newDevice === true;

function EventIcon({ action }: Pick<Event, 'action'>) {
  if (isAlarming(action)) return <GppMaybeOutlined />;
  if (/^(sign_|reauth|token)/.test(action)) return <LoginOutlined />;
  if (action.startsWith('device')) return <DevicesOutlined />;
  return action.startsWith('account') || action.startsWith('password') ? (
    <ManageAccountsOutlined />
  ) : (
    <AddModeratorOutlined />
  );
}

/** What happened to one's own account, latest first; the page is in the address. */
export default function ActivityPage() {
  const { t, catalogue } = useTexts();
  const { moment } = useTimes();
  const { address } = usePlaces();
  const sentences = useSentences();
  const known = useStored(recognised);
  const [isNotMe, setNotMe] = useState(false);
  /** The first sentence, as a title. */
  const whatOf = (event: Event): string =>
    (sentences(event)[0] ?? eventText(catalogue, event.action)).replace(/\.$/, '');
  const detailsOf = (event: Event): string => [moment(event.at), ...address(event)].join(' · ');
  const [parameters] = useSearchParams();
  const page = Math.max(1, Number.parseInt(parameters.get('page') ?? '1', 10) || 1);
  const events = useQuery({
    queryKey: ['my-security-events', page],
    queryFn: async () =>
      (await send(MySecurityEventsDocument, { page: { page, perPage: PER_PAGE } })).mySecurityEvents,
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t('activity.title')}
      text={t('activity.text')}
      action={
        <Button
          variant="outlined"
          color="error"
          startIcon={<GppMaybeOutlined />}
          onClick={() => setNotMe(true)}
        >
          {t('activity.notMe.name')}
        </Button>
      }
    >
      <Section title={t('activity.latest')}>
        <Loaded query={events} rows={8}>
          {({ items, total }) => {
            const names = distinctNames(items, whatOf, detailsOf);
            return (
              <>
                {items.length === 0 ? (
                  <NoRows icon={<HistoryOutlined />} text={t('activity.none')} />
                ) : (
                  <Rows>
                    {items.map((event) => {
                      const what = whatOf(event);
                      const others = sentences(event).slice(1);
                      return (
                        <Row
                          key={event.id}
                          icon={<EventIcon action={event.action} />}
                          title={what}
                          badges={
                            <>
                              {isAsked(event) && !known.includes(event.id) && (
                                <WasThisYou
                                  id={event.id}
                                  what={what}
                                  details={detailsOf(event)}
                                  name={names.get(event) ?? what}
                                  onNotMe={() => setNotMe(true)}
                                />
                              )}
                              {isUnproven(event) && (
                                <Chip size="small" variant="outlined" label={t('activity.notProven')} />
                              )}
                              {event.byAnother && (
                                <Chip size="small" variant="outlined" label={t('activity.byAnother')} />
                              )}
                            </>
                          }
                          text={
                            <>
                              {detailsOf(event)}
                              {others.length > 0 && <div>{others.join(' ')}</div>}
                            </>
                          }
                        />
                      );
                    })}
                  </Rows>
                )}
                {total > PER_PAGE && (
                  <Box
                    sx={{
                      display: 'flex',
                      justifyContent: 'center',
                      p: 2,
                      borderTop: 1,
                      borderColor: 'divider',
                    }}
                  >
                    <Pagination
                      page={page}
                      count={Math.ceil(total / PER_PAGE)}
                      siblingCount={0}
                      renderItem={(item) => (
                        <PaginationItem component={Link} to={`?page=${item.page ?? 1}`} {...item} />
                      )}
                    />
                  </Box>
                )}
              </>
            );
          }}
        </Loaded>
      </Section>
      <NotMeDialog isOpen={isNotMe} onClose={() => setNotMe(false)} />
    </Page>
  );
}
