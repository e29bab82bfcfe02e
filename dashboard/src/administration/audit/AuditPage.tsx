import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import { Autocomplete, Link as MuiLink, TextField, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { eventText, isUnproven } from '../../i18n/events';
import { actorName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { useSentences } from '../../i18n/useSentences';
import { useAutocompleteTexts } from '../../components/useAutocompleteTexts';
import { Told } from '../../components/Told';
import { GroupFilter } from '../groups/GroupFilter';
import { AccountFilter, TextFilter, useFilters } from '../lists/filters';
import { ExportButton } from '../lists/ExportButton';
import { ListPage } from '../lists/ListPage';
import type { AuditRow } from './provider';

/** All that happened. */
export default function AuditPage() {
  const { t, catalogue } = useTexts();
  const { moment } = useTimes();
  const { address } = usePlaces();
  const sentences = useSentences();
  return (
    <ListPage<AuditRow>
      resource="audit"
      title={t('admin.audit.title')}
      text={t('admin.audit.text')}
      sort={{ field: 'at', order: 'DESC' }}
      filters={
        <>
          <AccountFilter field="accountId" label={t('admin.audit.account')} />
          <GroupFilter />
          <AccountFilter field="actorId" label={t('admin.audit.actor')} />
          <ActionFilter />
          <TextFilter field="ipAddress" label={t('admin.audit.address')} />
          <TextFilter field="from" type="datetime-local" label={t('admin.audit.from')} />
          <TextFilter field="to" type="datetime-local" label={t('admin.audit.to')} />
        </>
      }
      tools={<ExportButton name="audit" />}
      nameOf={({ action, at }) => `${action}, ${moment(at)}`}
      columns={[
        {
          label: 'admin.audit.action',
          sortBy: 'action',
          minWidth: 170,
          cell: ({ action }) => (
            <>
              <strong>{eventText(catalogue, action)}</strong>
              <Typography
                component="span"
                variant="body2"
                color="textSecondary"
                sx={{
                  display: 'block',
                  fontFamily: (theme) => theme.typography.monospace,
                  fontSize: '0.75rem',
                }}
              >
                {action}
              </Typography>
            </>
          ),
        },
        { label: 'admin.audit.at', sortBy: 'at', minWidth: 120, cell: ({ at }) => moment(at) },
        {
          label: 'admin.audit.account',
          minWidth: 130,
          cell: ({ accountId, accountLogin }) => <Who id={accountId} login={accountLogin} />,
        },
        {
          label: 'admin.audit.actor',
          minWidth: 130,
          cell: (event) =>
            isUnproven(event) ? (
              <Typography component="span" variant="body2" color="textSecondary">
                {t('admin.audit.notProven')}
              </Typography>
            ) : (
              <Who id={event.actorId} login={event.actorLogin} />
            ),
        },
        { label: 'admin.audit.address', minWidth: 130, cell: (event) => address(event).join(' · ') || '–' },
        {
          label: 'admin.audit.details',
          minWidth: 220,
          cell: (event) => <Told sentences={sentences(event)} data={event.details} />,
        },
      ]}
      empty={{ icon: <FactCheckOutlined />, text: t('admin.audit.none') }}
    />
  );
}

/** So the server calls a service account, and no person. */
const SERVICE_LOGIN = 'service:';

function Who({ id, login }: { id: string | null; login: string | null }) {
  const { t } = useTexts();
  if (id === null) return actorName(t, login) ?? '–';
  return (
    <MuiLink
      component={Link}
      to={login?.startsWith(SERVICE_LOGIN) === true ? `/service-accounts/${id}` : `/accounts/${id}`}
      color="textPrimary"
    >
      {login}
    </MuiLink>
  );
}

/** One kind of event, by its name in the viewer's language. */
function ActionFilter() {
  const { t, catalogue } = useTexts();
  const { values, change } = useFilters();
  const actions = Object.entries(catalogue.events).flatMap(([subject, texts]) =>
    typeof texts === 'string' ? [subject] : Object.keys(texts).map((happened) => `${subject}.${happened}`),
  );
  const texts = useAutocompleteTexts(t('admin.audit.action'));
  const chosen = values['action'];
  return (
    <Autocomplete
      {...texts}
      size="small"
      options={typeof chosen === 'string' && !actions.includes(chosen) ? [chosen, ...actions] : actions}
      value={typeof chosen === 'string' ? chosen : null}
      getOptionLabel={(action) => eventText(catalogue, action)}
      renderOption={({ key: _key, ...props }, action) => (
        <li key={action} {...props}>
          {eventText(catalogue, action)}
        </li>
      )}
      onChange={(_, action) => change({ action: action ?? undefined })}
      renderInput={(parameters) => (
        <TextField {...parameters} label={t('admin.audit.action')} sx={{ m: 0 }} />
      )}
      sx={{ width: { xs: '100%', sm: 260 } }}
    />
  );
}
