import { Alert, MenuItem, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { SetGroupPolicyDocument } from '#client/operations';
import { LatchkeyError } from '#client/errors';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { mostOf } from '../settings/settings-rules';
import { LIMITS, NETWORKS, NO_POLICY, type Policy, SWITCHES } from './policy-fields';

/** Numbers and lists as they are typed. */
type Draft = Pick<Policy, 'requireTwoFactor' | (typeof SWITCHES)[number]> &
  Record<'enrolmentGraceDays' | (typeof LIMITS)[number] | (typeof NETWORKS)[number][0], string>;

const typed = (policy: Policy): Draft => ({
  ...policy,
  ...(Object.fromEntries(
    (['enrolmentGraceDays', ...LIMITS] as const).map((name) => [name, policy[name]?.toString() ?? '']),
  ) as Record<'enrolmentGraceDays' | (typeof LIMITS)[number], string>),
  allowedNetworks: policy.allowedNetworks.join('\n'),
  alwaysAskFrom: policy.alwaysAskFrom.join('\n'),
  neverAskFrom: policy.neverAskFrom.join('\n'),
});

const numberIn = (text: string): number | null => (text.trim() === '' ? null : Number(text));
const networksIn = (text: string): string[] => text.match(/[^\s,;]+/g) ?? [];

/** Where each field is, whatever it was before. */
const meant = (draft: Draft): Policy => ({
  ...draft,
  enrolmentGraceDays: draft.requireTwoFactor ? numberIn(draft.enrolmentGraceDays) : null,
  trustDevicesForDays: numberIn(draft.trustDevicesForDays),
  authTokenExpirationLifetimeDays: numberIn(draft.authTokenExpirationLifetimeDays),
  idleTimeoutMinutes: numberIn(draft.idleTimeoutMinutes),
  allowedNetworks: networksIn(draft.allowedNetworks),
  alwaysAskFrom: networksIn(draft.alwaysAskFrom),
  neverAskFrom: networksIn(draft.neverAskFrom),
});

/** All that a group may have stricter; what is not chosen stays as in the settings. Mounted while it is open. */
export function PolicyDialog(props: {
  group: { id: string; name: string; policy: Policy | null };
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { id: groupId, name, policy } = props.group;
  const [before] = useState<Policy>(policy ?? NO_POLICY);
  const [draft, setDraft] = useState(() => typed(before));
  const { isBusy, refusal, run, at } = usePolicyAction();
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = async () => {
    const isSaved = await run(async () => {
      const after = meant(draft);
      const names = (Object.keys(NO_POLICY) as (keyof Policy)[]).filter(
        (field) => String(after[field]) !== String(before[field]),
      );
      const those = (from: Policy) => Object.fromEntries(names.map((field) => [field, from[field]]));
      await send(SetGroupPolicyDocument, { groupId, input: those(after), expected: those(before) });
      await queryClient.invalidateQueries();
    }, t('admin.policy.saved'));
    if (isSaved) props.onClose();
  };
  const as = t('admin.policy.asInSettings');
  return (
    <FormDialog
      title={t('admin.policy.dialog', { name })}
      submit={t('common.save')}
      isBusy={isBusy}
      onSubmit={save}
      onClose={props.onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <TextField
          select
          label={t('admin.policy.secondFactor')}
          value={draft.requireTwoFactor ? 'yes' : 'as'}
          onChange={(event) => change({ requireTwoFactor: event.target.value === 'yes' })}
          autoFocus
        >
          <MenuItem value="as">{as}</MenuItem>
          <MenuItem value="yes">{t('admin.policy.required')}</MenuItem>
        </TextField>
        {draft.requireTwoFactor && (
          <TextField
            type="number"
            label={t('admin.policy.grace')}
            value={draft.enrolmentGraceDays}
            onChange={(event) => change({ enrolmentGraceDays: event.target.value })}
            {...at('enrolmentGraceDays', t('admin.policy.graceHint'))}
            slotProps={{ htmlInput: { min: 0, max: mostOf('enrolmentGraceDays'), step: 1 } }}
          />
        )}
        {SWITCHES.map((field) => (
          <TextField
            key={field}
            select
            label={t(`admin.settings.fields.${field}.name`)}
            value={draft[field] === false ? 'no' : 'as'}
            onChange={(event) => change({ [field]: event.target.value === 'no' ? false : null })}
          >
            <MenuItem value="as">{as}</MenuItem>
            <MenuItem value="no">{t('admin.policy.notAllowed')}</MenuItem>
          </TextField>
        ))}
        {LIMITS.map((field) => (
          <TextField
            key={field}
            type="number"
            label={t(`admin.settings.fields.${field}.name`)}
            value={draft[field]}
            onChange={(event) => change({ [field]: event.target.value })}
            {...at(field, t('admin.policy.emptyIsSettings'))}
            slotProps={{ htmlInput: { min: 0, max: mostOf(field), step: 1 } }}
          />
        ))}
        {NETWORKS.map(([field, label, hint]) => (
          <TextField
            key={field}
            multiline
            minRows={2}
            label={t(label)}
            value={draft[field]}
            onChange={(event) => change({ [field]: event.target.value })}
            {...at(field, t(hint))}
            slotProps={{ htmlInput: { spellCheck: false } }}
          />
        ))}
        {refusal !== null && (
          <Alert severity="error" ref={(alert) => alert?.scrollIntoView({ block: 'nearest' })}>
            {refusal}
          </Alert>
        )}
      </Stack>
    </FormDialog>
  );
}

const FIELDS_WITH_HINTS = ['enrolmentGraceDays', ...LIMITS, ...NETWORKS.map(([name]) => name)];

/** Says what is wrong in the words of the field that it is wrong at. */
function usePolicyAction() {
  const { t } = useTexts();
  const [field, setField] = useState<string | null>(null);
  const action = useAction({
    inPlace: true,
    explain: (error) => {
      setField(null);
      if (codeOf(error) !== 'BAD_USER_INPUT') return undefined;
      const at = error instanceof LatchkeyError ? error.details.field : undefined;
      setField(at ?? null);
      const isNetworks = NETWORKS.some(([name]) => name === at);
      return t(isNetworks ? 'admin.accounts.networksRefused' : 'admin.policy.refused');
    },
  });
  const isAtField = FIELDS_WITH_HINTS.some((name) => name === field);
  const at = (name: string, hint: string) =>
    action.refusal !== null && field === name
      ? { error: true, helperText: action.refusal }
      : { helperText: hint };
  // Of what is said at its field, nothing is left to say below.
  return { ...action, refusal: isAtField ? null : action.refusal, at };
}
