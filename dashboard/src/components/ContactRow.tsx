import MailOutlined from '@mui/icons-material/MailOutlined';
import MarkEmailUnreadOutlined from '@mui/icons-material/MarkEmailUnreadOutlined';
import UnsubscribeOutlined from '@mui/icons-material/UnsubscribeOutlined';
import { Alert, Button } from '@mui/material';
import { useState } from 'react';
import type { ContactFieldsFragment, ContactInput } from '#client/operations';
import { LANGUAGES, type Language } from '../i18n/languages';
import { useTexts } from '../i18n/texts';
import { ContactDialog } from './ContactDialog';
import { Row } from './Section';

/** Where an account is written to, if at all. */
export function ContactRow(props: {
  contact: ContactFieldsFragment;
  notifiesByMail: boolean;
  /** Left out: it is not for who looks to change. */
  save?: (input: ContactInput) => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { locale, notificationAddress: address, pendingEmail, refusedAddress: refused } = props.contact;
  const [isChanging, setChanging] = useState(false);
  const language = locale === null ? t('contact.usualLanguage') : LANGUAGES[locale.toLowerCase() as Language];
  const isTold = props.notifiesByMail && address !== null && refused?.address !== address;
  return (
    <>
      <Row
        icon={isTold ? <MailOutlined /> : <UnsubscribeOutlined color="warning" />}
        title={address ?? t('contact.none')}
        text={
          isTold
            ? t('contact.address', { language })
            : t(props.notifiesByMail ? 'contact.noneText' : 'contact.silent')
        }
        action={
          props.save && (
            <Button
              variant="outlined"
              color="secondary"
              size="small"
              aria-label={t('contact.changeLabel')}
              onClick={() => setChanging(true)}
            >
              {t('contact.change')}
            </Button>
          )
        }
      />
      {refused !== null && (
        <Alert severity="warning" sx={{ mx: { xs: 2, sm: 3 }, mb: 2 }}>
          {t('contact.refused', { address: refused.address, reason: refused.reason })}
        </Alert>
      )}
      {pendingEmail !== null && (
        <Row icon={<MarkEmailUnreadOutlined />} title={pendingEmail} text={t('contact.pending')} />
      )}
      {isChanging && props.save && (
        <ContactDialog contact={props.contact} save={props.save} onClose={() => setChanging(false)} />
      )}
    </>
  );
}
