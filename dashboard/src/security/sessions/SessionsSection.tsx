import type { AuthTokenFieldsFragment } from '#client/operations';
import { NoRows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { SessionRows } from './SessionRows';

/** The sessions that stand at no device: those of programs, and all of them while devices are not listed. */
export function SessionsSection(props: {
  sessions: readonly AuthTokenFieldsFragment[];
  /** Whether any session is known at all. */
  areStored: boolean;
  isBesideDevices: boolean;
}) {
  const { t } = useTexts();
  const title = t(props.isBesideDevices ? 'sessions.other' : 'sessions.title');
  if (props.areStored && props.sessions.length === 0) return null;
  return (
    <Section
      title={title}
      {...(props.isBesideDevices && props.areStored && { text: t('sessions.otherText') })}
    >
      {props.areStored ? (
        <SessionRows label={title} sessions={props.sessions} />
      ) : (
        <NoRows icon={null} text={t('sessions.none')} />
      )}
    </Section>
  );
}
