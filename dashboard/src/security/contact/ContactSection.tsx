import { useQuery } from '@tanstack/react-query';
import { MyContactDocument, UpdateMyContactDocument } from '#client/operations';
import { send } from '../../api/send';
import { ContactRow } from '../../components/ContactRow';
import { Loaded } from '../../components/Loaded';
import { Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';

/** The address at which a person is notified of what happens to their account. */
export function ContactSection() {
  const { t } = useTexts();
  const query = useQuery({ queryKey: ['my-contact'], queryFn: () => send(MyContactDocument) });
  return (
    <Section title={t('contact.title')} text={t('contact.text')}>
      <Loaded query={query} rows={1}>
        {({ me, notifiesByMail }) =>
          me && (
            <Rows>
              <ContactRow
                contact={me}
                notifiesByMail={notifiesByMail}
                save={(input) => send(UpdateMyContactDocument, { input })}
              />
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}
