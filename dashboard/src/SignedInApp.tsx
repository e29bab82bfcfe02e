import { useSuspenseQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { AdminUI, CoreAdminContext, CustomRoutes, Notification } from 'react-admin';
import { Navigate, Route } from 'react-router-dom';
import { administrationOf, LISTS } from './administration/administration';
import { lazyPage } from './api/lazy-page';
import { queryClient } from './api/query-client';
import type { Me } from './api/session';
import { errorText } from './i18n/errors';
import { loadAdminTexts } from './i18n/languages';
import { AdminTextsProvider, useTexts } from './i18n/texts';
import { createDataProvider } from './providers/data-provider';
import { createI18nProvider, loadReactAdminTexts } from './providers/i18n-provider';
import { securityRoutes } from './security/routes';
import { ReauthenticationDialog } from './session/ReauthenticationDialog';
import { SignInAgainDialog } from './session/SignInAgainDialog';
import { MeProvider } from './session/me';
import Onward from './session/Onward';
import { UnsavedGuard } from './components/UnsavedGuard';
import { Frame } from './shell/Frame';
import { Broken, NotFound, Waiting } from './shell/Screens';

const OwnPasswordPage = lazyPage(() => import('./security/password/OwnPasswordPage'));
const EnrolmentPage = lazyPage(() => import('./security/enrolment/EnrolmentPage'));

interface Props {
  me: Me;
  to?: string;
  mustEnrol?: boolean;
}

/**
 * React-admin: one's own Security page, and the administration for administrators. It has no authProvider, since it runs
 * only inside a session: App decides who sees it, and the server what they may do. `to`: where a sign-in goes on once
 * nothing has to be set up first.
 */
export default function SignedInApp(props: Props) {
  const { language } = useTexts();
  const isAdministrator = props.me.permissions.length > 0;
  const { data: admin } = useSuspenseQuery({
    queryKey: ['admin-texts', language, isAdministrator],
    queryFn: () => (isAdministrator ? loadAdminTexts(language) : null),
    staleTime: Infinity,
  });
  return admin === null ? (
    <Inside {...props} />
  ) : (
    <AdminTextsProvider admin={admin}>
      <Inside {...props} />
    </AdminTextsProvider>
  );
}

function Inside({ me, to, mustEnrol }: Props) {
  const { t, language, catalogue, speak } = useTexts();
  const { data: reactAdminTexts } = useSuspenseQuery({
    queryKey: ['react-admin-texts', language],
    queryFn: () => loadReactAdminTexts(language),
    staleTime: Infinity,
  });
  const i18nProvider = useMemo(
    () => createI18nProvider(language, catalogue, reactAdminTexts, speak),
    [language, catalogue, reactAdminTexts, speak],
  );
  const dataProvider = useMemo(
    () => createDataProvider(LISTS, (error) => errorText(t, error) ?? t('errors.cancelled')),
    [t],
  );
  // What is shown once, such as backup codes, stays until it has been kept, though the server is content before.
  const [isEnrolling, setEnrolling] = useState(false);
  const administration = administrationOf(me.permissions);
  return (
    <MeProvider me={me}>
      <CoreAdminContext dataProvider={dataProvider} i18nProvider={i18nProvider} queryClient={queryClient}>
        {me.mustChangePassword ? (
          <>
            <OwnPasswordPage />
            <Notification />
          </>
        ) : me.mustEnrol || mustEnrol || isEnrolling ? (
          <>
            <EnrolmentPage onBegin={() => setEnrolling(true)} onDone={() => setEnrolling(false)} />
            <Notification />
          </>
        ) : to !== undefined ? (
          <Onward me={me} to={to} />
        ) : (
          <AdminUI
            layout={Frame}
            catchAll={NotFound}
            error={Broken}
            loading={Waiting}
            disableTelemetry
            {...(administration?.home && { dashboard: administration.home })}
          >
            {administration?.routes}
            <CustomRoutes>
              {securityRoutes}
              {!administration?.home && (
                <Route path="/" element={<Navigate to={administration?.first ?? '/security'} replace />} />
              )}
            </CustomRoutes>
          </AdminUI>
        )}
      </CoreAdminContext>
      <ReauthenticationDialog me={me} />
      <SignInAgainDialog me={me} />
      <UnsavedGuard />
    </MeProvider>
  );
}
