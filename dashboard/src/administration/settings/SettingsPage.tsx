import { Alert, Box, Button, Card, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { SettingsDocument, type SettingsQuery, UpdateSettingsDocument } from '#client/operations';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { coversBelow } from '../../components/covers-below';
import { ChangedMeanwhile } from '../../components/ChangedMeanwhile';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useChanges } from '../../components/useChanges';
import { useAction } from '../../components/useAction';
import { useUnsaved } from '../../components/useUnsaved';
import { settingValue } from '../../i18n/setting-values';
import { useTexts } from '../../i18n/texts';
import { AppearancePreview } from './AppearancePreview';
import { DemandImpact } from './DemandImpact';
import { LogoRow } from './LogoRow';
import { SettingRow } from './SettingRow';
import { StrictProfile } from './StrictProfile';
import { GROUPS, mostOf, problemsOf, type SettingName, type Settings } from './settings-rules';

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
  const problems = problemsOf(draft);
  const isChanged = Object.keys(changes).length > 0;
  const isSwitchedOff = draft.disabled && !stored.disabled;
  const [isAsking, setAsking] = useState(false);
  useUnsaved(isChanged && !isBusy ? 'entered' : null);

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
  const explain = (error: unknown) => (codeOf(error) === 'CONFLICT' ? t('meanwhile.text') : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (Object.keys(problems).length > 0) {
      event.currentTarget.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    if (isSwitchedOff) setAsking(true);
    else void run(save, t('admin.settings.saved'), explain);
  };

  return (
    <form onSubmit={submit} noValidate>
      {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
        <Section key={group} title={t(`admin.settings.groups.${group}`)}>
          {GROUPS[group].map((name) => (
            <SettingRow
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
          {group === 'appearance' && (
            <>
              <LogoRow
                logoPath={stored.logoPath}
                last={stored.lastChanges.find(({ setting }) => setting === 'logo')}
              />
              <AppearancePreview draft={draft} logoPath={stored.logoPath} />
            </>
          )}
        </Section>
      ))}
      <Card
        ref={coversBelow}
        sx={{
          position: 'sticky',
          bottom: 16,
          // Where it would leave no room for a field.
          '@media (max-height: 420px)': { position: 'static' },
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
                value: settingValue(name, value, t),
              }))}
              onKeepMine={form.keepMine}
              onTakeTheirs={form.takeTheirs}
            />
          </Box>
        )}
        <DemandImpact
          stored={stored}
          draft={draft}
          onGraceDays={(days) => change('enrolmentGraceDays', days)}
        />
        {isSwitchedOff && stored.protectedAccounts > 0 && (
          <Alert severity="warning" sx={{ width: '100%' }}>
            {t('admin.settings.disabling', { smart_count: stored.protectedAccounts })}
          </Alert>
        )}
        <Typography
          role="status"
          variant="body2"
          color={Object.keys(problems).length > 0 ? 'error' : 'textSecondary'}
          sx={{ flex: '1 1 6rem' }}
        >
          {Object.keys(problems).length > 0
            ? t('admin.settings.mend')
            : t('admin.settings.unsaved', { smart_count: Object.keys(changes).length })}
        </Typography>
        <Stack direction="row" sx={{ gap: 1, ml: 'auto' }}>
          <Button color="secondary" onClick={form.forget}>
            {t('admin.settings.discard')}
          </Button>
          <Button type="submit" variant="contained" loading={isBusy}>
            {t('common.save')}
          </Button>
        </Stack>
      </Card>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('admin.settings.switchOff.title')}
        consequences={[
          stored.protectedAccounts > 0
            ? t('admin.settings.disabling', { smart_count: stored.protectedAccounts })
            : t('admin.settings.switchOff.everyone'),
          t('admin.settings.switchOff.kept'),
        ]}
        confirm={t('admin.settings.switchOff.confirm')}
        destructive
        done={t('admin.settings.saved')}
        explain={explain}
        action={save}
        onClose={() => setAsking(false)}
      />
    </form>
  );
}
