import { Box, MenuItem, Stack, Switch, TextField, Typography } from '@mui/material';
import { type ChangeEvent, type ReactNode, useId } from 'react';
import type { SettingsQuery } from '#client/operations';
import { actorName } from '../../i18n/names';
import { settingValue } from '../../i18n/setting-values';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { type SettingName, type Settings, shapeOf } from './settings-rules';

export type LastChange = SettingsQuery['settings']['lastChanges'][number] | undefined;

interface SettingProps {
  name: SettingName;
  draft: Settings;
  problem: string | undefined;
  last: LastChange;
  onChange: <Name extends SettingName>(name: Name, value: Settings[Name]) => void;
}

/** A setting in plain words, with its control. */
export function SettingRow({ name, draft, problem, last, onChange }: SettingProps) {
  const { t } = useTexts();
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
  } else if (shape.kind === 'text') {
    control = (
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', width: { xs: '100%', sm: 300 } }}>
        <TextField
          size="small"
          value={value}
          error={problem !== undefined}
          onChange={(event) => onChange(name, event.target.value as never)}
          slotProps={{
            htmlInput: {
              ...described,
              maxLength: shape.max,
              spellCheck: false,
              ...(shape.form === 'colour' && { placeholder: '#rrggbb' }),
            },
          }}
          sx={{ m: 0 }}
        />
        {shape.form === 'colour' && (
          <ColourPicker colour={String(value)} onPick={(picked) => onChange(name, picked as never)} />
        )}
      </Stack>
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
        {shape.values.map((choice) => (
          <MenuItem key={choice} value={choice}>
            {t(`admin.settings.choices.${choice}`)}
          </MenuItem>
        ))}
      </TextField>
    );
  }
  return (
    <SettingFrame
      id={id}
      name={t(`admin.settings.fields.${name}.name`)}
      text={t(`admin.settings.fields.${name}.text`)}
      facts={t(shape.default === '' ? 'admin.settings.factsNone' : 'admin.settings.facts', {
        value: settingValue(name, shape.default, t),
        name,
      })}
      problem={problem}
      last={last}
      isSmall={shape.kind === 'switch'}
    >
      {control}
    </SettingFrame>
  );
}

/** Beside the field, for those who would rather look than type. */
function ColourPicker({ colour, onPick }: { colour: string; onPick: (colour: string) => void }) {
  const { t } = useTexts();
  return (
    <Box
      component="input"
      type="color"
      aria-label={t('admin.settings.pickColour')}
      value={/^#[0-9a-f]{6}$/i.test(colour) ? colour : '#3b46d1'}
      onChange={(event: ChangeEvent<HTMLInputElement>) => onPick(event.target.value)}
      sx={{
        width: 40,
        height: 40,
        p: 0.25,
        border: 1,
        borderColor: 'divider',
        borderRadius: '8px',
        flex: 'none',
        bgcolor: 'background.paper',
      }}
    />
  );
}

/** What a setting is and does, when it was changed last, and beside it what changes it. */
export function SettingFrame(props: {
  id: string;
  name: string;
  text: string;
  /** What it is at first, and what it is called elsewhere. */
  facts?: string;
  problem?: string | undefined;
  last: LastChange;
  /** Whether the control fits beside the text even on phones. */
  isSmall?: boolean;
  children: ReactNode;
}) {
  const { id, problem, last, isSmall = false } = props;
  const { t } = useTexts();
  const { dateTime } = useTimes();
  return (
    <Stack
      direction="row"
      sx={{
        flexWrap: { xs: isSmall ? 'nowrap' : 'wrap', sm: 'nowrap' },
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
          {props.name}
        </Typography>
        <Box id={`${id}-text`}>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.25 }}>
            {props.text}
          </Typography>
          {props.facts !== undefined && (
            <Typography
              variant="body2"
              color="textSecondary"
              sx={{ mt: 0.25, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}
            >
              {props.facts}
            </Typography>
          )}
          {problem !== undefined && (
            <Typography role="alert" variant="body2" color="error" sx={{ mt: 0.5 }}>
              {problem}
            </Typography>
          )}
        </Box>
        {last && (
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5, fontSize: '0.8125rem' }}>
            {t('admin.settings.lastChange', {
              login: actorName(t, last.actorLogin) ?? '?',
              when: dateTime(last.at),
            })}
          </Typography>
        )}
      </Box>
      {props.children}
    </Stack>
  );
}
