export const UNRELATED = 'It has no counterpart here.';

const OWN_PAGES = 'It concerns the suite’s own pages.';
const LOCK_OUT =
  'Attempts are always counted here, by account and by address, and slowed down before they are locked out: THROTTLE_ACCOUNT_ATTEMPTS and THROTTLE_ADDRESS_ATTEMPTS say from when.';

/** What does here what a setting does there that becomes none of ours; by its name, or its module's and its name. */
export const COUNTERPARTS: Readonly<Record<string, string>> = {
  FacetIds:
    'Native apps are named in ANDROID_APPS (for android:apk-key-hash: the package and the SHA-256 fingerprint of the certificate that signed it); U2F_FACETS is only for keys of an older U2F deployment.',
  UserActivityTimeoutSeconds:
    'It closes the suite’s dialogue for setting up a factor; here, changes to factors ask for a proof of the last ten minutes.',
  IncludeInMobile: OWN_PAGES,
  IncludeInDesktop: OWN_PAGES,
  RequireInMobile: OWN_PAGES,
  AllowCrossDomainRequestsFromOrigin:
    'Set ALLOWED_ORIGINS to this origin; * is not allowed, since it would be every page’s.',
  EnableFailedLoginBlock: LOCK_OUT,
  LoginBlockAvailableTriesCount: LOCK_OUT,
  LoginBlockDurationMinutes: LOCK_OUT,
  LoginBlockIpReputationThreshold: LOCK_OUT,
  PasswordMinLength:
    'Passwords that are kept here have 15 characters or more, or 8 beside a second factor; those of PASSWORD_SERVER keep its rules.',
  PasswordMustBeComplex:
    'Passwords that are kept here must be long and not common, and hold what their owners like; those of PASSWORD_SERVER keep its rules.',
  ExpireUserSessionsBeforeTimestamp:
    'Sessions of the suite do not come along; tokens:revoke --everyone ends those here.',
  'Dav.Skip2FA':
    'Programs that cannot ask for a second factor have app passwords (allowAppPasswords); whether the own password will do without a factor is allowPasswordForBackends.',
  'IPAllowList.Disabled':
    'People’s own lists of allowed addresses come along with the people (--format aurora).',
};
