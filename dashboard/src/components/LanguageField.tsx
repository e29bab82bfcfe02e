import { MenuItem, TextField } from '@mui/material';
import type { Locale } from '#client/operations';
import { LANGUAGES, type Language } from '../i18n/languages';
import { useTexts } from '../i18n/texts';

/** The language in which an account is written to; empty for what is usual here. */
export function LanguageField(props: { value: Locale | ''; onChange: (locale: Locale | '') => void }) {
  const { t } = useTexts();
  return (
    <TextField
      select
      label={t('contact.language')}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value as Locale | '')}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{t('contact.usualLanguage')}</MenuItem>
      {(Object.keys(LANGUAGES) as Language[]).map((language) => (
        <MenuItem key={language} value={language.toUpperCase()} lang={language}>
          {LANGUAGES[language]}
        </MenuItem>
      ))}
    </TextField>
  );
}
