import { Alert, Box, Button, Card, MenuItem, Stack, Switch, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useId } from 'react';
import { SettingsDocument, type SettingsQuery, UpdateSettingsDocument } from '#client/operations';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ChangedMeanwhile } from '../../components/ChangedMeanwhile';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useChanges } from '../../components/useChanges';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { StrictProfile } from './StrictProfile';
import { GROUPS, mostOf, problemsOf, type SettingName, type Settings, shapeOf } from './settings-rules';

/** The administrator's settings, each in plain words. */
export default function SettingsPage() {
  const { t } = useTexts();
  const query = useQuery({
    queryKey: ['settings'],
    queryFn: async () => (await send(SettingsDocument)).settings,
  });
  return (
    <Page title={t('admin.settings.title')} text={t('admin.settings.text')}>
      <Loaded query={query} rows={8}>
        {(settings) => (
          <>
            <StrictProfile changes={settings.changesByProfile} />
            <SettingsForm stored={settings} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function SettingsForm({ stored }: { stored: SettingsQuery['settings'] }) {
  const { t } = useTexts();
  const { isBusy, run } = useAction();
  const form = useChanges<Settings>(stored);
  const { draft, changes, change } = form;
  const said = (value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'meanwhile.on' : 'meanwhile.off');
    return typeof value === 'number'
      ? String(value)
      : t(`admin.settings.whom.${value as Settings['requireTwoFactor']}`);
  };
  const problems = problemsOf(draft);
  const isChanged = Object.keys(changes).length > 0;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (Object.keys(problems).length > 0) return;
    const save = async () => {
      try {
        await send(UpdateSettingsDocument, { input: changes, expected: form.seen });
      } catch (error) {
        if (form.isChangedMeanwhile(error)) await queryClient.invalidateQueries();
        throw error;
      }
      await queryClient.invalidateQueries();
      form.forget();
    };
    await run(save, t('admin.settings.saved'), (error) =>
      codeOf(error) === 'CONFLICT' ? t('meanwhile.text') : undefined,
    );
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {draft.disabled && !stored.disabled && (
        <Alert severity="warning" sx={{ mb: 2.5 }}>
          {t('admin.settings.disabling', { smart_count: stored.protectedAccounts })}
        </Alert>
      )}
      {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
        <Section key={group} title={t(`admin.settings.groups.${group}`)}>
          {GROUPS[group].map((name) => (
            <Setting
              key={name}
              name={name}
              draft={draft}
              problem={
                problems[name] &&
                t(problems[name], {
                  max: mostOf(name),
                  lifetime: draft.authTokenExpirationLifetimeDays,
                })
              }
              last={stored.lastChanges.find(({ setting }) => setting === name)}
              onChange={change}
            />
          ))}
        </Section>
      ))}
      <Card
        sx={{
          position: 'sticky',
          bottom: 16,
          p: 2,
          display: isChanged ? 'flex' : 'none',
          flexWrap: 'wrap',
          gap: 1.5,
          alignItems: 'center',
          justifyContent: 'flex-end',
          boxShadow: 6,
        }}
      >
        {form.changedMeanwhile && (
          <Box sx={{ width: '100%' }}>
            <ChangedMeanwhile
              fields={Object.entries(form.changedMeanwhile).map(([name, value]) => ({
                name: t(`admin.settings.fields.${name as SettingName}.name`),
                value: said(value),
              }))}
              onKeepMine={form.keepMine}
              onTakeTheirs={form.takeTheirs}
            />
          </Box>
        )}
        <Typography
          role="status"
          variant="body2"
          color={Object.keys(problems).length > 0 ? 'error' : 'textSecondary'}
          sx={{ mr: 'auto' }}
        >
          {Object.keys(problems).length > 0
            ? t('admin.settings.mend')
            : t('admin.settings.unsaved', { smart_count: Object.keys(changes).length })}
        </Typography>
        <Button color="secondary" onClick={form.forget}>
          {t('admin.settings.discard')}
        </Button>
        <Button
          type="submit"
          variant="contained"
          loading={isBusy}
          disabled={Object.keys(problems).length > 0}
        >
          {t('common.save')}
        </Button>
      </Card>
    </form>
  );
}

interface SettingProps {
  name: SettingName;
  draft: Settings;
  problem: string | undefined;
  last: SettingsQuery['settings']['lastChanges'][number] | undefined;
  onChange: <Name extends SettingName>(name: Name, value: Settings[Name]) => void;
}

function Setting({ name, draft, problem, last, onChange }: SettingProps) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  const id = useId();
  const value = draft[name];
  const shape = shapeOf(name);
  const described = { 'aria-labelledby': `${id}-label`, 'aria-describedby': `${id}-text` };
  let control: ReactNode;
  if (shape.kind === 'switch') {
    control = (
      <Switch
        checked={value === true}
        onChange={(event) => onChange(name, event.target.checked as never)}
        slotProps={{ input: { ...described, role: 'switch' } }}
      />
    );
  } else if (shape.kind === 'number') {
    control = (
      <TextField
        type="number"
        size="small"
        value={Number.isNaN(value) ? '' : value}
        error={problem !== undefined}
        onChange={(event) => onChange(name, Number.parseInt(event.target.value, 10) as never)}
        slotProps={{
          htmlInput: { ...described, min: 0, max: shape.max, step: 1 },
        }}
        sx={{ width: 110, m: 0 }}
      />
    );
  } else {
    control = (
      <TextField
        select
        size="small"
        value={value}
        error={problem !== undefined}
        onChange={(event) => onChange(name, event.target.value as never)}
        slotProps={{ select: { SelectDisplayProps: described } }}
        sx={{ width: 190, m: 0 }}
      >
        {shape.values.map((whom) => (
          <MenuItem key={whom} value={whom}>
            {t(`admin.settings.whom.${whom}`)}
          </MenuItem>
        ))}
      </TextField>
    );
  }
  return (
    <Stack
      direction="row"
      sx={{
        // A switch fits beside its text even on phones.
        flexWrap: { xs: shape.kind === 'switch' ? 'nowrap' : 'wrap', sm: 'nowrap' },
        gap: { xs: 1, sm: 3 },
        alignItems: 'flex-start',
        justifyContent: 'space-between',
        px: { xs: 2, sm: 3 },
        py: 2,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ flex: '1 1 16rem', minWidth: 0 }}>
        <Typography id={`${id}-label`} variant="h3" component="div">
          {t(`admin.settings.fields.${name}.name`)}
        </Typography>
        <Box id={`${id}-text`}>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.25 }}>
            {t(`admin.settings.fields.${name}.text`)}
          </Typography>
          {problem !== undefined && (
            <Typography variant="body2" color="error" sx={{ mt: 0.5 }}>
              {problem}
            </Typography>
          )}
        </Box>
        {last && (
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5, fontSize: '0.8125rem' }}>
            {t('admin.settings.lastChange', { login: last.actorLogin ?? '?', when: dateTime(last.at) })}
          </Typography>
        )}
      </Box>
      {control}
    </Stack>
  );
}
