import {
  Alert,
  Button,
  Checkbox,
  FormControl,
  FormControlLabel,
  FormGroup,
  FormHelperText,
  FormLabel,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { type ReactNode, type SubmitEvent, useId } from 'react';
import { LatchkeyError } from '#client/errors';
import { FormActions } from '../../components/FormActions';
import { NameField } from '../../components/NameField';
import { type Explain, useAction } from '../../components/useAction';
import { useUnsaved } from '../../components/useUnsaved';
import { useTexts } from '../../i18n/texts';
import { chosenIn, isKnown, LONGEST_NAME, PERMISSIONS, type ServiceAccountDraft } from './service-account';

/** What a program is called, what it may do, and where from. */
export function ServiceAccountForm(props: {
  draft: ServiceAccountDraft;
  /** Whether leaving would lose something. */
  isChanged: boolean;
  onChange: <Name extends keyof ServiceAccountDraft>(name: Name, value: ServiceAccountDraft[Name]) => void;
  /** Of one that is there: it can be disabled. */
  canDisable?: boolean;
  meanwhile?: ReactNode;
  submit: string;
  cancel: ReactNode;
  onSubmit: () => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { draft, onChange } = props;
  const chosen = chosenIn(draft.permissions);
  const label = useId();
  const explain: Explain = (error) => {
    if (!(error instanceof LatchkeyError)) return undefined;
    if (error.code === 'CONFLICT' && error.details.field === 'name')
      return t('admin.serviceAccounts.nameTaken');
    if (error.code === 'FORBIDDEN') return t('admin.serviceAccounts.moreThanOwn');
    return error.details.field === 'allowedNetworks' ? t('admin.serviceAccounts.networksRefused') : undefined;
  };
  const { isBusy, refusal, run } = useAction({ inPlace: true, explain });
  useUnsaved(!isBusy && props.isChanged ? 'entered' : null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(props.onSubmit);
  };
  const choose = (permission: string, isChosen: boolean): void => {
    const others = chosen.filter((each) => each !== permission);
    const now = isChosen ? [...others, permission] : others;
    // In the server's order, so that what was ticked and unticked is no change.
    const known = PERMISSIONS.filter((each) => now.includes(each));
    onChange('permissions', [...known, ...now.filter((each) => !isKnown(each))].join(' '));
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <NameField
        label={t('common.name')}
        name={draft.name}
        longest={LONGEST_NAME}
        onName={(name) => onChange('name', name)}
      />
      <FormControl component="fieldset" aria-describedby={`${label}-text`}>
        <FormLabel component="legend">{t('admin.serviceAccounts.fields.permissions')}</FormLabel>
        <FormHelperText id={`${label}-text`} sx={{ mx: 0 }}>
          {t('admin.serviceAccounts.plainUsers')}
        </FormHelperText>
        <FormGroup sx={{ gap: 1, mt: 1 }}>
          {PERMISSIONS.map((permission) => (
            <FormControlLabel
              key={permission}
              control={
                <Checkbox
                  checked={chosen.includes(permission)}
                  onChange={(event) => choose(permission, event.target.checked)}
                />
              }
              label={
                <>
                  {t(`admin.serviceAccounts.permissions.${permission}`)}
                  <Typography
                    component="code"
                    variant="body2"
                    color="textSecondary"
                    sx={{ display: 'block' }}
                  >
                    {permission}
                  </Typography>
                </>
              }
            />
          ))}
        </FormGroup>
      </FormControl>
      <TextField
        label={t('admin.accounts.allowedNetworks')}
        multiline
        minRows={2}
        maxRows={6}
        value={draft.allowedNetworks}
        onChange={(event) => onChange('allowedNetworks', event.target.value)}
        helperText={t('admin.serviceAccounts.networksHint')}
      />
      {props.canDisable === true && (
        <FormControlLabel
          control={
            <Switch
              checked={draft.disabled}
              onChange={(event) => onChange('disabled', event.target.checked)}
            />
          }
          label={t('admin.serviceAccounts.fields.disabled')}
        />
      )}
      {props.meanwhile}
      {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      <FormActions>
        {props.cancel}
        <Button type="submit" variant="contained" loading={isBusy} disabled={chosen.length === 0}>
          {props.submit}
        </Button>
      </FormActions>
    </Stack>
  );
}
