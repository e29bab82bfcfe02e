import { FormControl, FormControlLabel, FormLabel, Radio, RadioGroup, TextField } from '@mui/material';
import type { ReactNode } from 'react';
import type { Locale } from '#client/operations';
import { LanguageField } from '../../components/LanguageField';
import { useTexts } from '../../i18n/texts';

/** How a new account comes by its password. */
export const FIRST_PASSWORDS = ['LINK', 'GENERATED', 'TYPED'] as const;
export type FirstPassword = (typeof FIRST_PASSWORDS)[number];

export interface NewAccountDraft {
  firstPassword: FirstPassword;
  email: string;
  locale: Locale | '';
}

/** What is asked of a new account only. */
export function NewAccountFields(props: {
  draft: NewAccountDraft;
  onChange: (changes: Partial<NewAccountDraft>) => void;
  /** Whether it is refused, or the hint. */
  at: (name: string, hint: string) => { error?: boolean; helperText: ReactNode };
}) {
  const { t } = useTexts();
  const { firstPassword, email, locale } = props.draft;
  return (
    <>
      <TextField
        label={t('contact.email')}
        // Not of type email: browsers refuse UTF-8 before the @, and quotes, which mail servers take.
        autoComplete="off"
        value={email}
        onChange={(event) => props.onChange({ email: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 254, inputMode: 'email', spellCheck: false } }}
        {...props.at('email', t('admin.newAccount.emailHint'))}
      />
      <LanguageField value={locale} onChange={(chosen) => props.onChange({ locale: chosen })} />
      <FormControl>
        <FormLabel id="first-password">{t('admin.newAccount.firstPassword')}</FormLabel>
        <RadioGroup
          aria-labelledby="first-password"
          value={firstPassword}
          onChange={(_, chosen) => props.onChange({ firstPassword: chosen as FirstPassword })}
        >
          {FIRST_PASSWORDS.map((way) => (
            <FormControlLabel
              key={way}
              value={way}
              control={<Radio />}
              label={t(`admin.newAccount.ways.${way}`)}
            />
          ))}
        </RadioGroup>
      </FormControl>
    </>
  );
}
