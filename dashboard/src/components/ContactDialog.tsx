import { Alert, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useNotify } from 'ra-core';
import { useState } from 'react';
import { LatchkeyError } from '../../../schema/client/errors';
import type { ContactFieldsFragment, ContactInput, Locale } from '../../../schema/client/operations';
import { queryClient } from '../api/query-client';
import { errorText } from '../i18n/errors';
import { LANGUAGES, type Language } from '../i18n/languages';
import { useTexts } from '../i18n/texts';
import { FormDialog } from './FormDialog';

/** Where an account is written to, and in which language. Mounted while it is open. */
export function ContactDialog(props: {
  contact: ContactFieldsFragment;
  save: (input: ContactInput) => Promise<unknown>;
  onClose: () => void;
}) {
  const { contact, onClose } = props;
  const { t } = useTexts();
  const notify = useNotify();
  const [email, setEmail] = useState(contact.pendingEmail ?? contact.email ?? '');
  const [locale, setLocale] = useState<Locale | ''>(contact.locale ?? '');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isMistyped = error instanceof LatchkeyError && error.details.field === 'email';
  const text = error === null ? null : errorText(t, error);

  const submit = async () => {
    const input = { email: email.trim() === '' ? null : email.trim(), locale: locale === '' ? null : locale };
    const isKnown = input.email === contact.email && contact.pendingEmail === null;
    if (isKnown && input.locale === contact.locale) return onClose();
    setBusy(true);
    try {
      await props.save(input);
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
      return;
    }
    await queryClient.invalidateQueries();
    const isSent = input.email !== null && input.email !== contact.email;
    const done = t(isSent ? 'contact.sent' : 'contact.saved');
    notify(done, { type: 'success', messageArgs: { _: done } });
    onClose();
  };
  return (
    <FormDialog
      title={t('contact.title')}
      submit={t('common.save')}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{t('contact.told')}</Typography>
        {text !== null && !isMistyped && <Alert severity="error">{text}</Alert>}
        <TextField
          label={t('contact.email')}
          // Not of type email: browsers refuse UTF-8 before the @, and quotes, which mail servers take.
          autoComplete="email"
          autoFocus
          value={email}
          onChange={(event) => {
            setEmail(event.target.value);
            setError(null);
          }}
          error={isMistyped}
          helperText={isMistyped ? text : t('contact.emailHint')}
          slotProps={{ htmlInput: { maxLength: 254, inputMode: 'email', spellCheck: false } }}
        />
        <TextField
          select
          label={t('contact.language')}
          value={locale}
          onChange={(event) => setLocale(event.target.value as Locale | '')}
          slotProps={{ select: { displayEmpty: true } }}
        >
          <MenuItem value="">{t('contact.usualLanguage')}</MenuItem>
          {(Object.keys(LANGUAGES) as Language[]).map((language) => (
            <MenuItem key={language} value={language.toUpperCase()} lang={language}>
              {LANGUAGES[language]}
            </MenuItem>
          ))}
        </TextField>
      </Stack>
    </FormDialog>
  );
}
