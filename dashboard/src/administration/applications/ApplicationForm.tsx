import ExpandMoreOutlined from '@mui/icons-material/ExpandMoreOutlined';
import {
  Accordion,
  AccordionDetails,
  AccordionSummary,
  Alert,
  Button,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { LatchkeyError } from '#client/errors';
import type { ApplicationKind, WhoMayEnter } from '#client/operations';
import { FormActions } from '../../components/FormActions';
import { useAction } from '../../components/useAction';
import { useUnsaved } from '../../components/useUnsaved';
import { useTexts } from '../../i18n/texts';
import type { ApplicationDraft, ChangeDraft } from './application';
import { SwitchField, TextInput } from './fields';
import { TechnicalFields } from './TechnicalFields';

/** Fields that stand among the technical ones, which are shown when one of them is refused. */
const TECHNICAL = new Set([
  'clientId',
  'postLogoutRedirectUris',
  'backchannelLogoutUri',
  'scopes',
  'requirePkce',
  'mayIntrospect',
]);

/** What an administrator decides about an application; `before` stands between its name and the rest. */
export function ApplicationForm(props: {
  kind: ApplicationKind;
  draft: ApplicationDraft;
  onChange: ChangeDraft;
  isChanged: boolean;
  /** The addresses to which people return follow from what is asked before. */
  knowsAddresses: boolean;
  before?: ReactNode;
  /** What somebody else has changed since it was opened. */
  meanwhile?: ReactNode;
  submit: string;
  cancel: ReactNode;
  onSubmit: () => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { kind, draft } = props;
  const { isBusy, run, error, refusal, forgetRefusal } = useAction({ inPlace: true });
  useUnsaved(props.isChanged && !isBusy ? 'entered' : null);
  const field = error instanceof LatchkeyError ? error.details.field : undefined;
  const [isOpen, setOpen] = useState(false);
  const isRefusedInside = field !== undefined && (TECHNICAL.has(field) || field === 'redirectUris');
  const change: ChangeDraft = (name, value) => {
    props.onChange(name, value);
    forgetRefusal();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(props.onSubmit);
  };
  const text = { draft, refused: field, onChange: change };
  const redirectUris = <TextInput {...text} name="redirectUris" lines required={!draft.mayIntrospect} />;
  const isKnown = field !== undefined && field in draft;
  return (
    <form onSubmit={submit}>
      <Stack sx={{ gap: 2 }}>
        {props.meanwhile}
        {refusal !== null && !isKnown && <Alert severity="error">{refusal}</Alert>}
        <TextInput {...text} name="name" required />
        {props.before}
        {kind === 'FORWARD' && <TextInput {...text} name="hosts" lines required />}
        {kind === 'OIDC' && !props.knowsAddresses && redirectUris}
        <TextField
          select
          label={t('admin.applications.fields.mayEnter')}
          helperText={
            draft.mayEnter === 'ADMINISTRATORS' ? t('admin.applications.hints.mayEnter') : undefined
          }
          value={draft.mayEnter}
          onChange={(event) => change('mayEnter', event.target.value as WhoMayEnter)}
        >
          <MenuItem value="EVERYONE">{t('admin.applications.who.EVERYONE')}</MenuItem>
          <MenuItem value="ADMINISTRATORS">{t('admin.applications.who.ADMINISTRATORS')}</MenuItem>
        </TextField>
        <SwitchField {...text} name="requireSecondFactor" />
        <TextInput {...text} name="maxAge" type="number" />
        {kind === 'OIDC' && (
          <Accordion
            variant="outlined"
            disableGutters
            slotProps={{ heading: { component: 'h2' } }}
            expanded={isOpen || isRefusedInside}
            onChange={(_, opens) => {
              setOpen(opens);
              if (!opens) forgetRefusal();
            }}
            sx={{ '&::before': { display: 'none' }, borderRadius: '8px' }}
          >
            <AccordionSummary expandIcon={<ExpandMoreOutlined />}>
              <Typography component="span" sx={{ fontWeight: 560 }}>
                {t('admin.applications.technical')}
              </Typography>
            </AccordionSummary>
            <AccordionDetails>
              <Stack sx={{ gap: 2 }}>
                {props.knowsAddresses && redirectUris}
                <TechnicalFields {...text} />
              </Stack>
            </AccordionDetails>
          </Accordion>
        )}
        <SwitchField {...text} name="enabled" />
        <FormActions>
          {props.cancel}
          <Button type="submit" variant="contained" loading={isBusy}>
            {props.submit}
          </Button>
        </FormActions>
      </Stack>
    </form>
  );
}
