import { Alert, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { LatchkeyError } from '#client/errors';
import type { ContactFieldsFragment, ContactInput, Locale } from '#client/operations';
import { queryClient } from '../api/query-client';
import { useTexts } from '../i18n/texts';
import { FormDialog } from './FormDialog';
import { LanguageField } from './LanguageField';
import { useAction } from './useAction';

/** Where an account is written to, and in which language. Mounted while it is open. */
export function ContactDialog(props: {
  contact: ContactFieldsFragment;
  save: (input: ContactInput) => Promise<unknown>;
  onClose: () => void;
}) {
  const { onClose } = props;
  const { t } = useTexts();
  // Others may change it while this is open: only what is changed here is sent.
  const [opened] = useState(props.contact);
  const [email, setEmail] = useState(opened.pendingEmail ?? opened.email ?? '');
  const [locale, setLocale] = useState<Locale | ''>(opened.locale ?? '');
  const { isBusy, run, error, refusal, forgetRefusal } = useAction({ inPlace: true });
  const isMistyped = error instanceof LatchkeyError && error.details.field === 'email';

  const submit = async () => {
    const typed = email.trim() === '' ? null : email.trim();
    const language = locale === '' ? null : locale;
    const hasLanguage = language !== opened.locale;
    // The address that awaits its confirmation is sent another link when nothing else is asked for.
    const hasAddress =
      typed !== (opened.pendingEmail ?? opened.email) || (opened.pendingEmail !== null && !hasLanguage);
    const input: ContactInput = {
      ...(hasAddress && { email: typed }),
      ...(hasLanguage && { locale: language }),
    };
    if (Object.keys(input).length === 0) return onClose();
    const isSent = hasAddress && typed !== null && typed !== opened.email;
    const save = async () => {
      await props.save(input);
      await queryClient.invalidateQueries();
    };
    if (await run(save, t(isSent ? 'contact.sent' : 'contact.saved'))) onClose();
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
        {refusal !== null && !isMistyped && <Alert severity="error">{refusal}</Alert>}
        <TextField
          label={t('contact.email')}
          // Not of type email: browsers refuse UTF-8 before the @, and quotes, which mail servers take.
          autoComplete="email"
          autoFocus
          value={email}
          onChange={(event) => {
            setEmail(event.target.value);
            forgetRefusal();
          }}
          error={isMistyped}
          helperText={isMistyped ? refusal : t('contact.emailHint')}
          slotProps={{ htmlInput: { maxLength: 254, inputMode: 'email', spellCheck: false } }}
        />
        <LanguageField value={locale} onChange={setLocale} />
      </Stack>
    </FormDialog>
  );
}
