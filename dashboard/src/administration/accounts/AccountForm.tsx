import {
  Alert,
  Button,
  FormControlLabel,
  MenuItem,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import type { ReactNode, SubmitEvent } from 'react';
import { LatchkeyError } from '#client/errors';
import type { Role } from '#client/operations';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { ChangedMeanwhile } from '../../components/ChangedMeanwhile';
import { FormActions } from '../../components/FormActions';
import { PasswordField } from '../../components/PasswordField';
import { useAction } from '../../components/useAction';
import { useUnsaved } from '../../components/useUnsaved';
import { useChanges } from '../../components/useChanges';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { GroupsChoice } from '../groups/GroupsChoice';
import type { Group } from '../groups/provider';
import { isScopable, ROLES, rolesToGive } from './roles';

export interface AccountDraft {
  login: string;
  displayName: string;
  password: string;
  role: Role;
  /** Whose accounts the role is for; none: all. */
  administersGroups: Group[];
  requireTwoFactor: boolean;
  /** A line each; of an account that is there. */
  allowedNetworks?: string;
}

/** What is said of what the server does not take. */
const REFUSED = {
  login: 'admin.accounts.loginRefused',
  allowedNetworks: 'admin.accounts.networksRefused',
} as const;

/** What the server says of an account, as it stands in the form. */
const inDraft = ({
  displayName,
  allowedNetworks,
  ...changed
}: Record<string, unknown>): Partial<AccountDraft> => ({
  ...changed,
  ...(displayName !== undefined && { displayName: (displayName as string | null) ?? '' }),
  ...(allowedNetworks !== undefined && { allowedNetworks: (allowedNetworks as string[]).join('\n') }),
});

/** The fields of a new account, or of one that is changed: then an empty password leaves it as it is. */
export function AccountForm(props: {
  draft: AccountDraft;
  isNew: boolean;
  /** There is no password to set here. */
  passwordElsewhere?: boolean;
  /** What giving it a new password does, and what taking the administrator's role from it: one sentence each. */
  warnings?: { password: string[]; demotion: string | null };
  /** No password is typed in. */
  withoutPassword?: boolean;
  /** Further fields, given what is said of each: the hint, or why it was refused. */
  more?: (at: (name: string, hint: string) => { error?: boolean; helperText: ReactNode }) => ReactNode;
  submit: string;
  cancel: ReactNode;
  /** `changes` are of the draft as it was handed over, `seen` what stood there before. */
  onSubmit: (
    draft: AccountDraft,
    changes: Partial<AccountDraft>,
    seen: Partial<AccountDraft>,
  ) => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { permissions } = useMe();
  const form = useChanges(props.draft);
  const { draft } = form;
  const {
    isBusy,
    run,
    error,
    refusal: text,
    forgetRefusal,
  } = useAction({
    inPlace: true,
    explain: (thrown) =>
      codeOf(thrown) === 'CONFLICT'
        ? t(props.draft.role === 'OWNER' ? 'errors.lastOwner' : 'errors.lastAdministrator')
        : undefined,
  });
  useUnsaved(Object.keys(form.changes).length > 0 && !isBusy ? 'entered' : null);
  const change = <Name extends keyof AccountDraft>(name: Name, value: AccountDraft[Name]) => {
    form.change(name, value);
    forgetRefusal();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => {
      try {
        await props.onSubmit(draft, form.changes, form.seen);
      } catch (thrown) {
        if (!form.isChangedMeanwhile(thrown, inDraft)) throw thrown;
        // What it is by now is shown in the form.
        await queryClient.invalidateQueries();
      }
    });
  };
  const field = error instanceof LatchkeyError ? error.details.field : undefined;
  const said = (value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'meanwhile.on' : 'meanwhile.off');
    const role = ROLES.find((one) => one === value);
    if (role) return t(`admin.accounts.roles.${role}`);
    return value === '' ? t('meanwhile.empty') : `“${String(value)}”`;
  };
  const at = (name: string, hint: string) =>
    field === name
      ? { error: true, helperText: name in REFUSED ? t(REFUSED[name as keyof typeof REFUSED]) : text }
      : { helperText: hint };
  return (
    <form onSubmit={submit}>
      <Stack sx={{ gap: 1.5 }}>
        {form.changedMeanwhile && (
          <ChangedMeanwhile
            fields={Object.entries(form.changedMeanwhile).map(([name, value]) => ({
              name: t(`admin.accounts.${name as keyof typeof form.changedMeanwhile}`),
              value: said(value),
            }))}
            onKeepMine={form.keepMine}
            onTakeTheirs={form.takeTheirs}
          />
        )}
        {text !== null && field === undefined && <Alert severity="error">{text}</Alert>}
        <TextField
          label={t('admin.accounts.login')}
          name="new-login"
          autoComplete="off"
          required
          autoFocus
          value={draft.login}
          onChange={(event) => change('login', event.target.value)}
          slotProps={{ htmlInput: { maxLength: 255 } }}
          {...at('login', t('admin.accounts.loginHint'))}
        />
        <TextField
          label={t('admin.accounts.displayName')}
          autoComplete="off"
          value={draft.displayName}
          onChange={(event) => change('displayName', event.target.value)}
          slotProps={{ htmlInput: { maxLength: 255 } }}
          {...at('displayName', t('admin.accounts.displayNameHint'))}
        />
        {props.more?.(at)}
        {props.withoutPassword ? null : props.passwordElsewhere ? (
          <Typography variant="body2" color="textSecondary">
            {t('errors.PASSWORD_ELSEWHERE')}
          </Typography>
        ) : (
          <PasswordField
            required={props.isNew}
            label={t(props.isNew ? 'admin.accounts.password' : 'admin.accounts.newPassword')}
            autoComplete="new-password"
            value={draft.password}
            onChange={(event) => change('password', event.target.value)}
            {...at(
              'password',
              t(props.isNew ? 'admin.accounts.passwordHint' : 'admin.accounts.newPasswordHint'),
            )}
          />
        )}
        {draft.password !== '' && props.warnings && (
          <Alert severity="warning">
            {props.warnings.password.map((sentence) => (
              <div key={sentence}>{sentence}</div>
            ))}
          </Alert>
        )}
        <TextField
          select
          label={t('admin.accounts.role')}
          value={draft.role}
          onChange={(event) => change('role', event.target.value as Role)}
          helperText={t(`admin.accounts.roleMeans.${draft.role}`)}
        >
          {rolesToGive(permissions, props.draft.role).map((role) => (
            <MenuItem key={role} value={role}>
              {t(`admin.accounts.roles.${role}`)}
            </MenuItem>
          ))}
        </TextField>
        {isScopable(draft.role) && (
          <GroupsChoice
            label={t('admin.accounts.administersGroups')}
            hint={t('admin.accounts.administersHint')}
            groups={draft.administersGroups}
            onGroups={(groups) => change('administersGroups', groups)}
          />
        )}
        {form.changes.role === 'USER' && props.warnings?.demotion != null && (
          <Alert severity="error">{props.warnings.demotion}</Alert>
        )}
        {draft.allowedNetworks !== undefined && (
          <TextField
            label={t('admin.accounts.allowedNetworks')}
            multiline
            minRows={2}
            maxRows={6}
            value={draft.allowedNetworks}
            onChange={(event) => change('allowedNetworks', event.target.value)}
            {...at('allowedNetworks', t('admin.accounts.allowedNetworksHint'))}
          />
        )}
        <FormControlLabel
          control={
            <Switch
              checked={draft.requireTwoFactor}
              onChange={(event) => change('requireTwoFactor', event.target.checked)}
            />
          }
          label={t('admin.accounts.requireTwoFactor')}
        />
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
