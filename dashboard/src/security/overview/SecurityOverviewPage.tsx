import { useQuery } from '@tanstack/react-query';
import { publicSettingsQuery } from '../../api/public-settings';
import { Page } from '../../components/Page';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { AuthenticatorAppSection } from '../authenticator-app/AuthenticatorAppSection';
import { BackupCodesSection } from '../backup-codes/BackupCodesSection';
import { ConnectedApplicationsSection } from '../connected-applications/ConnectedApplicationsSection';
import { ContactSection } from '../contact/ContactSection';
import { EndOthersOffer } from '../sessions/EndOthersOffer';
import { SecurityKeysSection } from '../security-keys/SecurityKeysSection';
import { EndedAppPasswords } from '../password/EndedAppPasswords';
import { PasswordSection } from '../password/PasswordSection';
import { BypassCodeNotice } from './BypassCodeNotice';
import { Recommendation } from './Recommendation';
import { StatusCard } from './StatusCard';

/** How one's account is protected, at a glance and in detail. */
export default function SecurityOverviewPage() {
  const { t } = useTexts();
  const { twoFactor } = useMe();
  const { data: settings } = useQuery(publicSettingsQuery);
  const methods = settings?.methods ?? [];
  const showsApp = methods.includes('AUTHENTICATOR_APP') || twoFactor.authenticatorApp !== null;
  const showsKeys = methods.includes('SECURITY_KEY') || twoFactor.securityKeys.length > 0;
  return (
    <Page title={t('security.title')} text={t('security.text')}>
      <EndOthersOffer />
      <EndedAppPasswords canCreate={settings?.appPasswordsAvailable ?? false} />
      <BypassCodeNotice bypass={twoFactor.bypassCode} />
      <Recommendation methods={methods}>
        <StatusCard twoFactor={twoFactor} settings={settings} />
      </Recommendation>
      {showsApp && (
        <AuthenticatorAppSection twoFactor={twoFactor} canSetUp={methods.includes('AUTHENTICATOR_APP')} />
      )}
      {showsKeys && <SecurityKeysSection twoFactor={twoFactor} canAdd={methods.includes('SECURITY_KEY')} />}
      {twoFactor.enabled && methods.includes('BACKUP_CODE') && <BackupCodesSection twoFactor={twoFactor} />}
      <PasswordSection />
      <ConnectedApplicationsSection />
      <ContactSection />
    </Page>
  );
}
