import EditOutlined from '@mui/icons-material/EditOutlined';
import { Box, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import type { GroupDetailsQuery } from '#client/operations';
import { Section } from '../../components/Section';
import { settingValue } from '../../i18n/setting-values';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { LIMITS, NETWORKS, SWITCHES } from './policy-fields';
import { PolicyDialog } from './PolicyDialog';

type Details = NonNullable<GroupDetailsQuery['group']>;

/** What is stricter for the group than the settings say. */
export function PolicySection({ group }: { group: Details }) {
  const { t } = useTexts();
  const mayChange = useMay()('SETTINGS_MANAGE');
  const [isEditing, setEditing] = useState(false);
  const { policy } = group;
  const lines: [string, string][] = [];
  if (policy) {
    const { requireTwoFactor, enrolmentGraceDays: days } = policy;
    if (requireTwoFactor) lines.push([t('admin.policy.secondFactor'), t('admin.policy.required')]);
    if (days !== null) lines.push([t('admin.policy.grace'), settingValue('enrolmentGraceDays', days, t)]);
    for (const name of SWITCHES) {
      if (policy[name] === false)
        lines.push([t(`admin.settings.fields.${name}.name`), t('admin.policy.notAllowed')]);
    }
    for (const name of LIMITS) {
      const value = policy[name];
      if (value !== null) lines.push([t(`admin.settings.fields.${name}.name`), settingValue(name, value, t)]);
    }
    for (const [name, label] of NETWORKS) {
      if (policy[name].length > 0) lines.push([t(label), policy[name].join(', ')]);
    }
  }
  return (
    <>
      <Section
        title={t('admin.policy.title')}
        text={t('admin.policy.text')}
        action={
          mayChange && (
            <Button variant="outlined" startIcon={<EditOutlined />} onClick={() => setEditing(true)}>
              {t('admin.policy.change')}
            </Button>
          )
        }
      >
        <Box sx={{ px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}>
          {lines.length === 0 ? (
            <Typography variant="body2" color="textSecondary">
              {t('admin.policy.none')}
            </Typography>
          ) : (
            <Stack component="dl" sx={{ m: 0, gap: 1 }}>
              {lines.map(([name, value]) => (
                <Stack
                  key={name}
                  direction={{ xs: 'column', sm: 'row' }}
                  sx={{ columnGap: 2, '& > *': { m: 0, overflowWrap: 'anywhere' } }}
                >
                  <Typography component="dt" variant="body2" sx={{ flex: { sm: '0 0 20rem' } }}>
                    {name}
                  </Typography>
                  <Typography component="dd" variant="body2" color="textSecondary">
                    {value}
                  </Typography>
                </Stack>
              ))}
            </Stack>
          )}
        </Box>
      </Section>
      {isEditing && <PolicyDialog group={group} onClose={() => setEditing(false)} />}
    </>
  );
}
