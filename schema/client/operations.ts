/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** An action on many accounts at once. */
export type AccountAction =
  /** Disables the accounts: revokes tokens and trust, and refuses sign-in. */
  | 'DISABLE'
  /** Enables the accounts: they can sign in again. */
  | 'ENABLE'
  /** E-mails the accounts a new link by which their first password is chosen; CONFLICT for one that has a password or is disabled, PASSWORD_ELSEWHERE, BAD_USER_INPUT for one without an address, TOO_MANY_ATTEMPTS after 5 e-mails in a day. */
  | 'INVITE'
  /** Reminds the accounts by mail to set up the second factor that is required of them; CONFLICT for one that lacks none or has no address. */
  | 'REMIND_TO_ENROL'
  /** Requires a second factor of the accounts (requireTwoFactor). */
  | 'REQUIRE_TWO_FACTOR'
  /** Resets the second factors of the accounts, as resetTwoFactor does; CONFLICT for one that has none. */
  | 'RESET_TWO_FACTOR'
  /** Signs the accounts out everywhere. */
  | 'REVOKE_TOKENS';

/** A filter; all conditions that are given must hold. */
export type AccountFilter = {
  /** Accounts with any role but USER, or those with USER. */
  administers?: boolean | null | undefined;
  /** Accounts with so many unused backup codes. */
  backupCodes?: BackupCodesLeft | null | undefined;
  /** Disabled accounts, or those that are enabled. */
  disabled?: boolean | null | undefined;
  /** Accounts that are in this group. */
  groupId?: string | null | undefined;
  /** Accounts that have this primary factor, whatever others they have. */
  hasMethod?: PrimaryMethod | null | undefined;
  /** These accounts, at most 100. */
  ids?: Array<string> | null | undefined;
  /** Accounts for which nobody has chosen a password yet. */
  invitation?: InvitationState | null | undefined;
  /** Accounts whose password or codes are locked after too many failures, or not. */
  locked?: boolean | null | undefined;
  /** Accounts that have never signed in, or those that have. */
  neverSignedIn?: boolean | null | undefined;
  /** Accounts that have not signed in for this number of days, 1 or more; those that never have count from their creation. */
  notSignedInForDays?: number | null | undefined;
  /** Accounts with an address that the mail relay has not refused, or accounts that get no alerts. */
  notifiable?: boolean | null | undefined;
  /** Accounts that have no other primary factor, and are affected when it is switched off. */
  onlyMethod?: PrimaryMethod | null | undefined;
  /** Accounts that lack the second factor that is required of them: those whose grace period is over, or those that still have time. */
  overdue?: boolean | null | undefined;
  /** Accounts whose owner reported that somebody else was in it, or those that are not reported. */
  reported?: boolean | null | undefined;
  /** Accounts that have requireTwoFactor themselves, or those that do not. */
  requireTwoFactor?: boolean | null | undefined;
  /** Accounts of which a second factor is required, by the settings or by requireTwoFactor, or accounts of which it is not. */
  required?: boolean | null | undefined;
  /** Accounts with this role. */
  role?: Role | null | undefined;
  /** The beginning of the login, of what follows its @, or of one of the first ten words of the display name; without regard to case. */
  search?: string | null | undefined;
  /** Accounts with several kinds of primary factors, or with one at most. */
  severalMethods?: boolean | null | undefined;
  /** Accounts with or without a primary factor. */
  twoFactorEnabled?: boolean | null | undefined;
};

/** The way in which people sign in to an application. */
export type ApplicationKind =
  /** Forward authentication: a proxy in front of it asks about each request. */
  | 'FORWARD'
  /** OpenID Connect, which it speaks itself. */
  | 'OIDC';

/** A filter; all conditions that are given must hold. */
export type AuditFilter = {
  /** Events that concern this account. */
  accountId?: string | null | undefined;
  /** Events with exactly this action. */
  action?: string | null | undefined;
  /** Events that this account brought about. */
  actorId?: string | null | undefined;
  /** The earliest time. */
  from?: string | null | undefined;
  /** Events that concern the accounts that are in this group now. */
  groupId?: string | null | undefined;
  /** Events from exactly this IP address. */
  ipAddress?: string | null | undefined;
  /** The latest time. */
  to?: string | null | undefined;
};

/** A filter; all conditions that are given must hold. */
export type AuthTokenFilter = {
  /** Tokens of this account. */
  accountId?: string | null | undefined;
  /** Tokens of the accounts that are in this group. */
  groupId?: string | null | undefined;
  /** Tokens that are live, or expired ones that await clean-up. */
  live?: boolean | null | undefined;
};

/** The number of unused backup codes that an account has. */
export type BackupCodesLeft =
  /** It has more than 3 unused codes. */
  | 'ENOUGH'
  /** It has a set of which at most 3 codes are unused, or none. */
  | 'FEW'
  /** It has no set of backup codes. */
  | 'NONE';

/** The fields to change; the others stay as they are, and null removes a value. */
export type ContactInput = {
  /** The e-mail address; without it, the login if that is one. */
  email?: string | null | undefined;
  /** The language of e-mails; MAIL_LOCALE if it is left out. */
  locale?: Locale | null | undefined;
};

/** A new account. */
export type CreateAccountInput = {
  /** The groups, at most 100, whose accounts the role is for; all accounts if left out. */
  administersGroups?: Array<string> | null | undefined;
  /** The name shown to people. */
  displayName?: string | null | undefined;
  /** The address for notifications. Where e-mail is sent, an invitation is mailed there; otherwise it is used once it is confirmed. */
  email?: string | null | undefined;
  /** Whether to generate a password, returned this once as generatedPassword and to be changed on first use; false if left out. Not together with password. */
  generatePassword?: boolean | null | undefined;
  /** The language of e-mails; MAIL_LOCALE if it is left out. */
  locale?: Locale | null | undefined;
  /** The login: up to 255 characters, unique without regard to case (NFKC, then lower case), each part of it in one script (UTS #39, Highly Restrictive). */
  login: string;
  /** The new password: 15 to 1024 characters, or 8 and more beside a second factor; not a common or breached one, nor one made of the login or name. If it is left out, the person chooses one by passwordLink. */
  password?: string | null | undefined;
  /** Whether the person must change the password: until then sessions can do nothing else (PASSWORD_CHANGE_REQUIRED). True if left out; false is for programs that hand over a password chosen by the person. */
  passwordMustChange?: boolean | null | undefined;
  /** Whether to require a second factor of the account; false if left out. */
  requireTwoFactor?: boolean | null | undefined;
  /** The role; USER if left out. FORBIDDEN for one that includes more than the caller’s. */
  role?: Role | null | undefined;
};

/** A new app password. The password itself is generated, never chosen. */
export type CreateAppPasswordInput = {
  /** The expiry, in the future; if it is left out, it does not expire. */
  expiresAt?: string | null | undefined;
  /** The name that tells it from others, of up to 100 characters. */
  name: string;
  /** The kinds of backend it opens: `dav`, `imap`, `smtp`, or other names that the backends ask for. */
  scopes: Array<string>;
};

/** A new application. Left out: what most applications need. */
export type CreateApplicationInput = {
  /** Address that is sent a logout token when a session ends. Null removes it. */
  backchannelLogoutUri?: string | null | undefined;
  /** The client identifier, as the application is configured with it. */
  clientId?: string | null | undefined;
  /** Whether people may enter; while it is false, what the application was given does not work either. */
  enabled?: boolean | null | undefined;
  /** Hosts of an application behind a proxy, with the port where it is not the usual one. */
  hosts?: Array<string> | null | undefined;
  /** The way in which people sign in to it, which cannot be changed later. */
  kind: ApplicationKind;
  /** The number of seconds for which a proof of the person is accepted here; null: as long as the session. Null removes it. */
  maxAge?: number | null | undefined;
  /** The accounts that it lets in. */
  mayEnter?: WhoMayEnter | null | undefined;
  /** Whether it may introspect tokens that it was handed (RFC 7662), as a mail server does. */
  mayIntrospect?: boolean | null | undefined;
  /** Up to 100 characters, shown to those who sign in to it. */
  name: string;
  /** The same after signing out. */
  postLogoutRedirectUris?: Array<string> | null | undefined;
  /** Addresses to which people return, compared character by character: https, or http to this very machine. */
  redirectUris?: Array<string> | null | undefined;
  /** Whether it is given refresh tokens. */
  refreshTokens?: boolean | null | undefined;
  /** Whether it must use PKCE (RFC 7636). Off only for programs that know none, such as Roundcube 1.6. */
  requirePkce?: boolean | null | undefined;
  /** Whether a second factor must have been proved, which a trusted device does not count as. */
  requireSecondFactor?: boolean | null | undefined;
  /** All that it may ask for: `openid`, `profile`, `email`, `groups`, `mail`, or other names that backends ask for. */
  scopes?: Array<string> | null | undefined;
  /** The algorithm that signs its ID tokens. */
  signingAlgorithm?: SigningAlgorithm | null | undefined;
  /** The way in which it authenticates at the token endpoint. NONE revokes its secrets. */
  tokenEndpointAuthMethod?: TokenEndpointAuthMethod | null | undefined;
};

/** A new group. */
export type CreateGroupInput = {
  /** The rule by which accounts belong to it, which cannot be changed later. */
  kind: GroupKind;
  /** Up to 64 characters, unique without regard to case; no comma, semicolon or bar. */
  name: string;
  /** The domain, such as example.org, or the value that the directory has of its members in LDAP_GROUP_ATTRIBUTE; null for MANUAL. It cannot be changed later. */
  source?: string | null | undefined;
};

/** A new service account. */
export type CreateServiceAccountInput = {
  /** Addresses and networks in CIDR notation that its tokens are accepted from, 32 at most; empty: everywhere. */
  allowedNetworks?: Array<string> | null | undefined;
  /** Up to 64 characters, unique without regard to case. */
  name: string;
  /** The permissions, one or more of accounts:read, accounts:support, accounts:manage, groups:read, groups:manage, applications:read, applications:manage, settings:read, settings:manage, service-accounts:read, audit:read, system:read, system:manage. */
  permissions: Array<string>;
};

/** A filter; all conditions that are given must hold. */
export type DeviceFilter = {
  /** Devices of this account. */
  accountId?: string | null | undefined;
  /** Devices of the accounts that are in this group. */
  groupId?: string | null | undefined;
  /** Devices that are trusted now, or those that are not. */
  trusted?: boolean | null | undefined;
};

/** The intervals at which administrators are e-mailed which accounts there are to look at. */
export type DigestToAdministrators =
  /** On the first day of the month. */
  | 'MONTHLY'
  /** They are not. */
  | 'OFF'
  /** On Mondays. */
  | 'WEEKLY';

/** The values of an account as the caller last saw them. */
export type ExpectedAccountInput = {
  /** The networks that it could be used from. */
  allowedNetworks?: Array<string> | null | undefined;
  /** Whether it was disabled. */
  disabled?: boolean | null | undefined;
  /** The display name; null: there was none. */
  displayName?: string | null | undefined;
  /** The login. */
  login?: string | null | undefined;
  /** Whether a second factor was demanded of it. */
  requireTwoFactor?: boolean | null | undefined;
  /** The role. */
  role?: Role | null | undefined;
};

/** The values of a service account as its caller last saw them. */
export type ExpectedServiceAccountInput = {
  /** Addresses and networks in CIDR notation that its tokens are accepted from, 32 at most; empty: everywhere. */
  allowedNetworks?: Array<string> | null | undefined;
  /** Whether none of its tokens is accepted. */
  disabled?: boolean | null | undefined;
  /** Up to 64 characters, unique without regard to case. */
  name?: string | null | undefined;
  /** The permissions, one or more of accounts:read, accounts:support, accounts:manage, groups:read, groups:manage, applications:read, applications:manage, settings:read, settings:manage, service-accounts:read, audit:read, system:read, system:manage. */
  permissions?: Array<string> | null | undefined;
};

/** A filter; all conditions that are given must hold. */
export type GroupFilter = {
  /** Groups of this kind. */
  kind?: GroupKind | null | undefined;
  /** The beginning of the name, without regard to case. */
  search?: string | null | undefined;
};

/** The rule by which accounts belong to a group. */
export type GroupKind =
  /** The directory: a value that it has of the person, such as a group there. */
  | 'DIRECTORY'
  /** The domain of the login, which follows its last @. */
  | 'DOMAIN'
  /** Administrators, and imports: its members are added and removed. */
  | 'MANUAL';

/** The parts of a group’s policy to change, or as the caller last saw them; others stay as they are. */
export type GroupPolicyInput = {
  /** Whether app passwords are allowed. If not, none can be created, and existing ones are refused. Counts where it is stricter than the setting; null: as the setting says. */
  allowAppPasswords?: boolean | null | undefined;
  /** Whether authenticator apps are allowed. If not, none can be set up; accounts with no other method keep using theirs. Counts where it is stricter than the setting; null: as the setting says. */
  allowAuthenticatorApp?: boolean | null | undefined;
  /** Whether backup codes are allowed. Counts where it is stricter than the setting; null: as the setting says. */
  allowBackupCodes?: boolean | null | undefined;
  /** Whether accounts without a second factor may use their own password where app passwords are asked for. Counts where it is stricter than the setting; null: as the setting says. */
  allowPasswordForBackends?: boolean | null | undefined;
  /** Whether security keys and passkeys are allowed. If not, none can be registered; accounts with no other method keep using theirs. Counts where it is stricter than the setting; null: as the setting says. */
  allowSecurityKeys?: boolean | null | undefined;
  /** The networks that accounts of the group can be used from, in CIDR notation, at most 32; empty: from anywhere. They hold besides those of the account and of its other groups. */
  allowedNetworks?: Array<string> | null | undefined;
  /** The networks from which a second factor is asked for on trusted devices too, in CIDR notation, at most 32. */
  alwaysAskFrom?: Array<string> | null | undefined;
  /** The lifetime of a token in days; 0: it does not expire. Counts where it is stricter than the setting; null: as the setting says. */
  authTokenExpirationLifetimeDays?: number | null | undefined;
  /** The days of grace of what the group requires, counted from then or from joining it; null: as many as the settings give. */
  enrolmentGraceDays?: number | null | undefined;
  /** The number of minutes without use after which a token expires; 0: only its lifetime counts. Requires storeAuthTokenInDB. Counts where it is stricter than the setting; null: as the setting says. */
  idleTimeoutMinutes?: number | null | undefined;
  /** The networks from which sign-in asks for no second factor, in CIDR notation, at most 32. All groups of the account that name any must agree; the session is good in these networks only, and changes to factors or others still need a proof. */
  neverAskFrom?: Array<string> | null | undefined;
  /** Whether its accounts must have a second factor. */
  requireTwoFactor?: boolean | null | undefined;
  /** The number of days for which a device can be trusted; 0 switches trust off. Must exceed the token lifetime. Counts where it is stricter than the setting; null: as the setting says. */
  trustDevicesForDays?: number | null | undefined;
};

/** The reason for which a row is refused. */
export type ImportProblem =
  /** The e-mail address is not one. */
  | 'ADDRESS'
  /** A group has an unusable name, or does not exist. */
  | 'GROUP'
  /** The language is none of en, de, fr, es, nl, hu, ru. */
  | 'LANGUAGE'
  /** The login is missing, too long, or mixes scripts. */
  | 'LOGIN'
  /** The row has more or fewer cells than the first one, or broken quotation marks. */
  | 'MALFORMED'
  /** The display name is too long, or has several lines. */
  | 'NAME'
  /** The login is also in an earlier row. */
  | 'REPEATED'
  /** requireTwoFactor is neither true nor false. */
  | 'REQUIREMENT'
  /** The account would include more rights than the caller’s role, or does already. */
  | 'RIGHTS'
  /** There is no such role. */
  | 'ROLE';

/** The outcome for a row. */
export type ImportResult =
  /** There is an account with this login, which stays as it is but for the groups that it is added to. */
  | 'EXISTS'
  /** An account is created. */
  | 'NEW'
  /** Nothing is created. */
  | 'REFUSED';

/** Whether an account for which nobody has chosen a password yet can be activated. */
export type InvitationState =
  /** There is no such link any more. */
  | 'LAPSED'
  /** There is a link by which its password can be chosen. */
  | 'OPEN';

/** The ways in which a session outlives that the browser is closed. */
export type KeepSignedIn =
  /** It lasts as long as its token. */
  | 'ALWAYS'
  /** The person chooses when signing in. */
  | 'ASK'
  /** It does not: it ends with the browser, and after 24 hours. */
  | 'NEVER';

/** A language for e-mails and notifications. */
export type Locale =
  /** German. */
  | 'DE'
  /** English. */
  | 'EN'
  /** Spanish. */
  | 'ES'
  /** French. */
  | 'FR'
  /** Hungarian. */
  | 'HU'
  /** Dutch. */
  | 'NL'
  /** Russian. */
  | 'RU';

/** The ways in which people come to have a passkey on the device that they sign in on. */
export type OfferPasskeys =
  /** One is offered after a sign-in with a password, on devices that can hold one. */
  | 'ASK'
  /** None is offered: people add passkeys on their Security page. */
  | 'NEVER'
  /** One is offered as with ASK, but a browser that has just filled in the password saves a passkey without asking, and the person is notified. */
  | 'SAVE';

/** Which part of a list, in which order. */
export type PageInput = {
  /** The page’s number, from 1. */
  page: number;
  /** The number of rows a page, 1 to 100. */
  perPage: number;
  /** A field of the list that can be sorted by. */
  sortBy?: string | null | undefined;
  /** The direction; ASC if it is left out and sortBy is given. */
  sortOrder?: SortOrder | null | undefined;
};

/** A part of what roles include. */
export type Permission =
  /** Create many accounts from a table. */
  | 'ACCOUNTS_IMPORT'
  /** Create, change and delete accounts. */
  | 'ACCOUNTS_MANAGE'
  /** See accounts with their factors, devices, sessions and groups. */
  | 'ACCOUNTS_READ'
  /** Unlock accounts, reset and replace factors, sign out, and issue codes and links. */
  | 'ACCOUNTS_SUPPORT'
  /** Create, change and delete applications. */
  | 'APPLICATIONS_MANAGE'
  /** See applications. */
  | 'APPLICATIONS_READ'
  /** See the audit log. */
  | 'AUDIT_READ'
  /** Create, change and delete groups, and say who is in them. */
  | 'GROUPS_MANAGE'
  /** See groups. */
  | 'GROUPS_READ'
  /** Change owners, and make others. */
  | 'OWNERS_MANAGE'
  /** Create, change and delete service accounts and their tokens. */
  | 'SERVICE_ACCOUNTS_MANAGE'
  /** See service accounts. */
  | 'SERVICE_ACCOUNTS_READ'
  /** Change the settings, and sign everyone out. */
  | 'SETTINGS_MANAGE'
  /** See the settings. */
  | 'SETTINGS_READ'
  /** Run jobs. */
  | 'SYSTEM_MANAGE'
  /** See figures of all accounts, the jobs and the server’s state. */
  | 'SYSTEM_READ';

/** A rule of policy, by the field that has its value. */
export type PolicyRule =
  /** Whether app passwords are allowed. If not, none can be created, and existing ones are refused. */
  | 'allowAppPasswords'
  /** Whether authenticator apps are allowed. If not, none can be set up; accounts with no other method keep using theirs. */
  | 'allowAuthenticatorApp'
  /** Whether backup codes are allowed. */
  | 'allowBackupCodes'
  /** Whether accounts without a second factor may use their own password where app passwords are asked for. */
  | 'allowPasswordForBackends'
  /** Whether security keys and passkeys are allowed. If not, none can be registered; accounts with no other method keep using theirs. */
  | 'allowSecurityKeys'
  /** The networks that the account can be used from. */
  | 'allowedNetworks'
  /** The networks from which a second factor is asked for on trusted devices too. */
  | 'alwaysAskFrom'
  /** The lifetime of a token in days; 0: it does not expire. */
  | 'authTokenExpirationLifetimeDays'
  /** The number of minutes without use after which a token expires; 0: only its lifetime counts. Requires storeAuthTokenInDB. */
  | 'idleTimeoutMinutes'
  /** The networks from which sign-in asks for no second factor. */
  | 'neverAskFrom'
  /** Whether a second factor is required. */
  | 'requireTwoFactor'
  /** The number of days for which a device can be trusted; 0 switches trust off. Must exceed the token lifetime. */
  | 'trustDevicesForDays';

/** Second factors that stand alone. */
export type PrimaryMethod =
  /** An authenticator app. */
  | 'AUTHENTICATOR_APP'
  /** Security keys or passkeys. */
  | 'SECURITY_KEY';

/** The reason for a refusal: extensions.code of a GraphQL error. */
export type RefusalCode =
  /** The account cannot be used from the network that the request came from. */
  | 'ADDRESS_NOT_ALLOWED'
  /** Malformed input; extensions.field names it. */
  | 'BAD_USER_INPUT'
  /** The challenge is unknown, used up or expired. */
  | 'CHALLENGE_EXPIRED'
  /** The request conflicts with what exists already. */
  | 'CONFLICT'
  /** Policy requires a second factor to be set up first. */
  | 'ENROLMENT_REQUIRED'
  /** The account may not do this, or the mutation came from an origin that is not allowed. */
  | 'FORBIDDEN'
  /** The code is wrong, used or outside its time window, or the assertion does not verify. */
  | 'INVALID_CODE'
  /** The login or the password is wrong; the answer does not say which. */
  | 'INVALID_CREDENTIALS'
  /** The administrator has switched this method off. */
  | 'METHOD_DISABLED'
  /** The object does not exist, or is not one’s own. */
  | 'NOT_FOUND'
  /** The password must be changed first: somebody else chose it, or it is too short to stand alone. */
  | 'PASSWORD_CHANGE_REQUIRED'
  /** A mail server or directory keeps this account’s password: it is changed there. */
  | 'PASSWORD_ELSEWHERE'
  /** The server that keeps the password has not confirmed the account for too long: sign in with the password again. */
  | 'PASSWORD_REQUIRED'
  /** A sensitive operation more than 10 minutes after the last proof. */
  | 'REAUTHENTICATION_REQUIRED'
  /** The database, or the server that keeps the password, is unreachable; extensions.retryAfter in seconds. */
  | 'SERVICE_UNAVAILABLE'
  /** Too many attempts were made; extensions.retryAfter in seconds, unless only an administrator can unlock the account. */
  | 'TOO_MANY_ATTEMPTS'
  /** There is no token, or it is expired, revoked or forged. */
  | 'UNAUTHENTICATED';

/** The accounts of which policy requires a second factor. */
export type RequireTwoFactor =
  /** All administrators. */
  | 'ADMINS'
  /** All accounts. */
  | 'EVERYONE'
  /** No accounts but those that have requireTwoFactor themselves. */
  | 'NOBODY';

/** The rights of an account. */
export type Role =
  /** May also administer accounts, but no owners, and unless it is for some groups only, the settings. */
  | 'ADMIN'
  /** May also see what is administered, and change nothing of it. */
  | 'AUDITOR'
  /** May also see accounts, and help those with the role USER: unlock, reset, issue codes and links. */
  | 'HELPDESK'
  /** May also administer all, and make other owners. */
  | 'OWNER'
  /** May see and change what is its own. */
  | 'USER';

/** Ways to prove oneself after the password. */
export type SecondFactorMethod =
  /** A code of six digits that an app shows (TOTP, RFC 6238). */
  | 'AUTHENTICATOR_APP'
  /** One of ten codes kept for when no other method is at hand. */
  | 'BACKUP_CODE'
  /** A security key or passkey (WebAuthn). */
  | 'SECURITY_KEY';

/** Settings that belong together. */
export type SettingsProfile =
  /** The profile for OWASP ASVS 5 and AAL2: clockTolerance 1, no trusted devices, sessions of one day that expire after an hour without use. */
  | 'STRICT';

/** Something that only an administrator can know. */
export type SetupFact =
  /** The checklist is no longer needed, by any administrator. */
  | 'DISMISSED'
  /** A copy of SECRET_KEY is kept elsewhere. */
  | 'KEY_BACKED_UP'
  /** It is deliberate that nobody is required to have a second factor. */
  | 'POLICY_CHOSEN';

/** Something to do with a new installation. */
export type SetupStep =
  /** There is an application. */
  | 'ADD_APPLICATIONS'
  /** A copy of SECRET_KEY is kept elsewhere, as an administrator has recorded. */
  | 'BACK_UP_KEY'
  /** A second factor is required of somebody, or an administrator has recorded that it is not. */
  | 'CHOOSE_POLICY'
  /** There is a second account. */
  | 'CREATE_ACCOUNTS'
  /** The caller’s own account has a second factor. */
  | 'PROTECT_YOURSELF'
  /** SMTP_URL and MAIL_FROM are set. */
  | 'SEND_MAIL'
  /** PUBLIC_URL is an https address. */
  | 'USE_HTTPS';

/** Step one of signing in. */
export type SignInInput = {
  /** The device’s name, up to 100 characters. */
  deviceName?: string | null | undefined;
  /** The last SignedIn.deviceToken, for apps; browsers send it in an HttpOnly cookie. */
  deviceToken?: string | null | undefined;
  /** Whether to stay signed in when the browser is closed, where keepSignedIn is ASK; true if left out. If not, the session ends after 24 hours, and its cookie with the browser. */
  keepSignedIn?: boolean | null | undefined;
  /** The login, without regard to case. */
  login: string;
  /** The account’s password. */
  password: string;
};

/** A step that a person has to take before entering an application. */
export type SignInNeed =
  /** Set up a second factor, which the application demands. */
  | 'ENROL'
  /** Nothing: go on to /auth/continue. */
  | 'ENTER'
  /** Prove themselves again in this session (reauthenticate), never by another sign-in. */
  | 'REAUTHENTICATE'
  /** Sign in. */
  | 'SIGN_IN';

/** An algorithm that signs ID tokens (RFC 7518 §3.1). */
export type SigningAlgorithm =
  /** ECDSA on P-256: shorter, but not known to every client. */
  | 'ES256'
  /** RSA with SHA-256, which every client knows. */
  | 'RS256';

/** Direction of a sorted list. */
export type SortOrder =
  /** Least first. */
  | 'ASC'
  /** Greatest first. */
  | 'DESC';

/** A way in which applications authenticate at the token endpoint (OpenID Connect Core §9). */
export type TokenEndpointAuthMethod =
  /** The secret, in the Authorization header. */
  | 'CLIENT_SECRET_BASIC'
  /** The secret, in the body. */
  | 'CLIENT_SECRET_POST'
  /** No secret, because it could not keep one: a program in a browser or on a phone. */
  | 'NONE';

/** The fields to change; the others stay as they are. */
export type UpdateAccountInput = {
  /** The groups, at most 100, whose accounts the role is for; null: all accounts. Left out, it is for the same as before. */
  administersGroups?: Array<string> | null | undefined;
  /** The addresses and networks, at most 32, that the account can be used from, in CIDR notation; an empty list: from anywhere. Sign-ins, tokens and backends’ checks from other addresses are refused (ADDRESS_NOT_ALLOWED, UNAUTHENTICATED). */
  allowedNetworks?: Array<string> | null | undefined;
  /** Whether the account is disabled; true revokes its tokens and trust. */
  disabled?: boolean | null | undefined;
  /** The new display name; empty or null removes it. */
  displayName?: string | null | undefined;
  /** The new login. */
  login?: string | null | undefined;
  /** A new password, which the person must change on first use; revokes the account’s tokens and trust. issuePasswordLink is the better way. */
  password?: string | null | undefined;
  /** Whether the person must change the password: until then sessions can do nothing else (PASSWORD_CHANGE_REQUIRED). True if left out; false is for programs that hand over a password chosen by the person. */
  passwordMustChange?: boolean | null | undefined;
  /** Whether to demand a second factor of it. */
  requireTwoFactor?: boolean | null | undefined;
  /** The new role; FORBIDDEN for one that includes more than the caller’s. */
  role?: Role | null | undefined;
};

/** The fields to change; the others stay as they are. */
export type UpdateApplicationInput = {
  /** Address that is sent a logout token when a session ends. Null removes it. */
  backchannelLogoutUri?: string | null | undefined;
  /** The client identifier, as the application is configured with it. */
  clientId?: string | null | undefined;
  /** Whether people may enter; while it is false, what the application was given does not work either. */
  enabled?: boolean | null | undefined;
  /** Hosts of an application behind a proxy, with the port where it is not the usual one. */
  hosts?: Array<string> | null | undefined;
  /** The number of seconds for which a proof of the person is accepted here; null: as long as the session. Null removes it. */
  maxAge?: number | null | undefined;
  /** The accounts that it lets in. */
  mayEnter?: WhoMayEnter | null | undefined;
  /** Whether it may introspect tokens that it was handed (RFC 7662), as a mail server does. */
  mayIntrospect?: boolean | null | undefined;
  /** Up to 100 characters, shown to those who sign in to it. */
  name?: string | null | undefined;
  /** The same after signing out. */
  postLogoutRedirectUris?: Array<string> | null | undefined;
  /** Addresses to which people return, compared character by character: https, or http to this very machine. */
  redirectUris?: Array<string> | null | undefined;
  /** Whether it is given refresh tokens. */
  refreshTokens?: boolean | null | undefined;
  /** Whether it must use PKCE (RFC 7636). Off only for programs that know none, such as Roundcube 1.6. */
  requirePkce?: boolean | null | undefined;
  /** Whether a second factor must have been proved, which a trusted device does not count as. */
  requireSecondFactor?: boolean | null | undefined;
  /** All that it may ask for: `openid`, `profile`, `email`, `groups`, `mail`, or other names that backends ask for. */
  scopes?: Array<string> | null | undefined;
  /** The algorithm that signs its ID tokens. */
  signingAlgorithm?: SigningAlgorithm | null | undefined;
  /** The way in which it authenticates at the token endpoint. NONE revokes its secrets. */
  tokenEndpointAuthMethod?: TokenEndpointAuthMethod | null | undefined;
};

/** Changes to a service account. */
export type UpdateServiceAccountInput = {
  /** Addresses and networks in CIDR notation that its tokens are accepted from, 32 at most; empty: everywhere. */
  allowedNetworks?: Array<string> | null | undefined;
  /** Whether none of its tokens is accepted. */
  disabled?: boolean | null | undefined;
  /** Up to 64 characters, unique without regard to case. */
  name?: string | null | undefined;
  /** The permissions, one or more of accounts:read, accounts:support, accounts:manage, groups:read, groups:manage, applications:read, applications:manage, settings:read, settings:manage, service-accounts:read, audit:read, system:read, system:manage. */
  permissions?: Array<string> | null | undefined;
};

/** The fields to change; the others stay as they are. */
export type UpdateSettingsInput = {
  /** The colour of buttons and links, as #rrggbb; empty: the service’s own. */
  accentColour?: string | null | undefined;
  /** Whether app passwords are allowed. If not, none can be created, and existing ones are refused. */
  allowAppPasswords?: boolean | null | undefined;
  /** Whether authenticator apps are allowed. If not, none can be set up; accounts with no other method keep using theirs. */
  allowAuthenticatorApp?: boolean | null | undefined;
  /** Whether backup codes are allowed. */
  allowBackupCodes?: boolean | null | undefined;
  /** Whether accounts without a second factor may use their own password where app passwords are asked for. */
  allowPasswordForBackends?: boolean | null | undefined;
  /** Whether people who have forgotten their password can choose another by a link that is e-mailed to them. Those who have a second factor need it, too. */
  allowPasswordResetByMail?: boolean | null | undefined;
  /** Whether security keys and passkeys are allowed. If not, none can be registered; accounts with no other method keep using theirs. */
  allowSecurityKeys?: boolean | null | undefined;
  /** Whether the list of devices is kept and shown. Switching it off weakens no check: trust and tokens work as before. */
  allowUsedDevices?: boolean | null | undefined;
  /** The lifetime of a token in days; 0: it does not expire. */
  authTokenExpirationLifetimeDays?: number | null | undefined;
  /** The number of 30-second time steps by which an app’s clock may be off, either way; 0 to 10. */
  clockTolerance?: number | null | undefined;
  /** The interval at which administrators are e-mailed which accounts lack the second factor that is required of them, are locked or reported, or were invited in vain. Nothing is sent when there are none. */
  digestToAdministrators?: DigestToAdministrators | null | undefined;
  /** Whether two-factor authentication is switched off: everyone signs in by password alone. */
  disabled?: boolean | null | undefined;
  /** The grace period in days: how long an account may work without the second factor that is required of it, counted from when it is first required. 0: not at all. */
  enrolmentGraceDays?: number | null | undefined;
  /** A line beside the link for help, such as a name, a telephone number and hours; empty: none is shown. */
  helpText?: string | null | undefined;
  /** The address for people who need help with signing in, beginning with https:, mailto: or tel:; empty: none is shown. */
  helpUrl?: string | null | undefined;
  /** The number of minutes without use after which a token expires; 0: only its lifetime counts. Requires storeAuthTokenInDB. */
  idleTimeoutMinutes?: number | null | undefined;
  /** Whether people stay signed in when their browser is closed. */
  keepSignedIn?: KeepSignedIn | null | undefined;
  /** Whether people who have a second factor are offered a passkey after signing in with their password. */
  offerPasskeys?: OfferPasskeys | null | undefined;
  /** Whether people are reminded by mail to set up the second factor that is required of them: when it is first required, and 7 days and 1 day before the grace period is over. */
  remindToEnrol?: boolean | null | undefined;
  /** The accounts that must have a second factor. */
  requireTwoFactor?: RequireTwoFactor | null | undefined;
  /** The name of this service on its pages, in its mails, and in authenticator apps set up from then on; empty: ISSUER. */
  serviceName?: string | null | undefined;
  /** Whether to recommend a second factor to accounts without one. */
  showRecommendationToConfigure?: boolean | null | undefined;
  /** Whether tokens are kept in the database. If not, tokens are signed: they are not listed, and one can be revoked only together with all others on its device. */
  storeAuthTokenInDB?: boolean | null | undefined;
  /** The number of days for which a device can be trusted; 0 switches trust off. Must exceed the token lifetime. */
  trustDevicesForDays?: number | null | undefined;
};

/** Something that an administrator should look at. */
export type WarningCode =
  /** Some administrators have no second factor. */
  | 'ADMINISTRATORS_UNPROTECTED'
  /** A second factor is neither required nor recommended. */
  | 'NOBODY_ASKED'
  /** Neither authenticator apps nor security keys are allowed. */
  | 'NOTHING_TO_SET_UP'
  /** PUBLIC_URL is not https: passwords are sent unencrypted, and security keys do not work. */
  | 'NOT_HTTPS'
  /** Some accounts get no alerts: they have no address, or the mail relay refuses it. */
  | 'NOT_NOTIFIABLE'
  /** Most authenticator apps are behind: the server’s clock is fast. */
  | 'SERVER_CLOCK_AHEAD'
  /** Most authenticator apps are ahead: the server’s clock is slow. */
  | 'SERVER_CLOCK_BEHIND'
  /** Some accounts rely on a method that is switched off. */
  | 'SWITCHED_OFF_BUT_USED'
  /** authTokenExpirationLifetimeDays is 0. */
  | 'TOKENS_NEVER_EXPIRE'
  /** storeAuthTokenInDB is off: a single session cannot be signed out. */
  | 'TOKENS_NOT_STORED'
  /** clockTolerance is above 2: a seen code can be used for longer. */
  | 'TOLERANCE_WIDE'
  /** trustDevicesForDays is above 90. */
  | 'TRUST_LASTS_LONG'
  /** Devices can be trusted, but nobody can see which ones are. */
  | 'TRUST_WITHOUT_LIST'
  /** `disabled` is on: protected accounts sign in with their password alone. */
  | 'TWO_FACTOR_DISABLED';

/** The accounts that an application lets in. */
export type WhoMayEnter =
  /** Administrators only. */
  | 'ADMINISTRATORS'
  /** All accounts that are not disabled. */
  | 'EVERYONE';

export type AccountFieldsFragment = { id: string, login: string, displayName: string | null, role: Role };

export type TwoFactorFieldsFragment = { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { mustEnrol: boolean, mustChangePassword: boolean, me: { permissions: Array<Permission>, passwordElsewhere: boolean, id: string, login: string, displayName: string | null, role: Role, administersGroups: Array<{ id: string }> | null, twoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } } | null };

export type PublicSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type PublicSettingsQuery = { publicSettings: { serviceName: string, accentColour: string | null, logoPath: string | null, helpUrl: string | null, helpText: string | null, twoFactorAvailable: boolean, methods: Array<SecondFactorMethod>, offerPasskeys: OfferPasskeys, trustDevicesForDays: number, keepSignedIn: KeepSignedIn, appPasswordsAvailable: boolean, passwordResetAvailable: boolean } };

export type ContactFieldsFragment = { email: string | null, locale: Locale | null, notificationAddress: string | null, pendingEmail: string | null, refusedAddress: { address: string, reason: string, at: string } | null };

export type MyContactQueryVariables = Exact<{ [key: string]: never; }>;


export type MyContactQuery = { notifiesByMail: boolean, me: { email: string | null, locale: Locale | null, notificationAddress: string | null, pendingEmail: string | null, refusedAddress: { address: string, reason: string, at: string } | null } | null };

export type UpdateMyContactMutationVariables = Exact<{
  input: ContactInput;
}>;


export type UpdateMyContactMutation = { updateMyContact: boolean };

export type SetPasswordByLinkMutationVariables = Exact<{
  token: string;
  newPassword: string;
}>;


export type SetPasswordByLinkMutation = { setPasswordByLink: string };

export type ReportCompromiseMutationVariables = Exact<{
  token: string;
}>;


export type ReportCompromiseMutation = { reportCompromise: boolean };

export type ConfirmContactAddressMutationVariables = Exact<{
  token: string;
}>;


export type ConfirmContactAddressMutation = { confirmContactAddress: boolean };

export type ChangePasswordMutationVariables = Exact<{
  currentPassword: string;
  newPassword: string;
}>;


export type ChangePasswordMutation = { changePassword: boolean };

export type MySecurityEventsQueryVariables = Exact<{
  page?: PageInput | null | undefined;
}>;


export type MySecurityEventsQuery = { mySecurityEvents: { total: number, items: Array<{ id: string, at: string, action: string, byAnother: boolean, ipAddress: string | null, details: unknown, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }> } };

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { overview: { countedAt: string, protection: { accounts: number, disabled: number, protected: number, unprotected: number, authenticatorAppOnly: number, securityKeyOnly: number, both: number, administrators: number, administratorsUnprotected: number, required: number, requiredUnprotected: number }, days: Array<{ day: string, signIns: number, failures: number }>, warnings: Array<{ code: WarningCode, accounts: number | null, seconds: number | null }> }, jobs: Array<{ name: string, schedule: string | null, timeZone: string | null, running: boolean, nextRunAt: string | null, lastRunAt: string | null, lastFinishedAt: string | null, lastDurationMs: number | null, failReason: string | null, lastResult: unknown }>, notificationsStatus: { mailConfigured: boolean, webhooks: number, waiting: number, failed: number }, setupChecklist: Array<{ step: SetupStep, done: boolean }> | null };

export type AboutQueryVariables = Exact<{ [key: string]: never; }>;


export type AboutQuery = { about: { version: string, commit: string | null, license: string, node: string, startedAt: string, time: string, processes: number, explorer: boolean, clockSkewSeconds: number | null, database: { product: string, version: string, writable: boolean, lastMigration: string | null, missingMigrations: number, newerMigrations: number }, keys: { currentSince: string | null, older: number, sealedByOlder: number } }, jobs: Array<{ name: string, schedule: string | null, timeZone: string | null, running: boolean, nextRunAt: string | null, lastRunAt: string | null, lastFinishedAt: string | null, lastDurationMs: number | null, failReason: string | null, lastResult: unknown }>, notificationsStatus: { mailConfigured: boolean, waiting: number, failed: number, mailLastSentAt: string | null } };

export type RecordSetupFactMutationVariables = Exact<{
  fact: SetupFact;
}>;


export type RecordSetupFactMutation = { recordSetupFact: boolean };

export type AdministeredAccountFieldsFragment = { permissions: Array<Permission>, disabled: boolean, locked: boolean, reportedAt: string | null, requireTwoFactor: boolean, createdAt: string, lastSignInAt: string | null, id: string, login: string, displayName: string | null, role: Role, administersGroups: Array<{ id: string, name: string, kind: GroupKind, source: string | null }> | null, invitation: { state: InvitationState, expiresAt: string | null } | null, twoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type AccountsQueryVariables = Exact<{
  filter?: AccountFilter | null | undefined;
  page?: PageInput | null | undefined;
}>;


export type AccountsQuery = { accounts: { total: number, sorted: boolean, items: Array<{ permissions: Array<Permission>, disabled: boolean, locked: boolean, reportedAt: string | null, requireTwoFactor: boolean, createdAt: string, lastSignInAt: string | null, id: string, login: string, displayName: string | null, role: Role, administersGroups: Array<{ id: string, name: string, kind: GroupKind, source: string | null }> | null, invitation: { state: InvitationState, expiresAt: string | null } | null, twoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } }> } };

export type AccountLoginsQueryVariables = Exact<{
  search: string;
}>;


export type AccountLoginsQuery = { accounts: { items: Array<{ id: string, login: string, displayName: string | null, role: Role }> } };

export type AppPasswordsOfQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type AppPasswordsOfQuery = { accounts: { items: Array<{ id: string, login: string, appPasswords: Array<{ name: string, expiresAt: string | null }> }> } };

export type SelectedAccountsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type SelectedAccountsQuery = { accounts: { items: Array<{ id: string, login: string, disabled: boolean, twoFactor: { enabled: boolean } }> } };

export type AccountLoginQueryVariables = Exact<{
  id: string;
}>;


export type AccountLoginQuery = { account: { id: string, login: string, displayName: string | null, role: Role } | null };

export type AccountDetailsQueryVariables = Exact<{
  id: string;
  withTrail: boolean;
}>;


export type AccountDetailsQuery = { notifiesByMail: boolean, account: { allowedNetworks: Array<string>, passwordElsewhere: boolean, lockedUntil: string | null, permissions: Array<Permission>, disabled: boolean, locked: boolean, reportedAt: string | null, requireTwoFactor: boolean, createdAt: string, lastSignInAt: string | null, email: string | null, locale: Locale | null, notificationAddress: string | null, pendingEmail: string | null, id: string, login: string, displayName: string | null, role: Role, groups: Array<{ id: string, name: string, kind: GroupKind, source: string | null }>, policy: { requireTwoFactor: boolean, enrolmentDeadline: string | null, allowAuthenticatorApp: boolean, allowSecurityKeys: boolean, allowBackupCodes: boolean, allowAppPasswords: boolean, allowPasswordForBackends: boolean, trustDevicesForDays: number, authTokenExpirationLifetimeDays: number, idleTimeoutMinutes: number, allowedNetworks: Array<Array<string>>, alwaysAskFrom: Array<Array<string>>, neverAskFrom: Array<Array<string>>, reasons: Array<{ rule: PolicyRule, bySettings: boolean, byAccount: boolean, groups: Array<{ id: string, name: string }> }>, exemption: { reason: string, endsAt: string, grantedBy: string | null } | null }, devices: Array<{ id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }>, tokens: Array<{ id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, device: { id: string, name: string, userAgent: string | null, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } | null }>, appPasswords: Array<{ id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null }>, administersGroups: Array<{ id: string, name: string, kind: GroupKind, source: string | null }> | null, invitation: { state: InvitationState, expiresAt: string | null } | null, twoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> }, refusedAddress: { address: string, reason: string, at: string } | null } | null, auditEvents?: { total: number, items: Array<{ id: string, at: string, action: string, actorId: string | null, actorLogin: string | null, accountId: string | null, accountLogin: string | null, ipAddress: string | null, details: unknown, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }> } };

export type CreateAccountMutationVariables = Exact<{
  input: CreateAccountInput;
}>;


export type CreateAccountMutation = { createAccount: { id: string, generatedPassword: string | null, passwordLink: { url: string | null, sentTo: string | null, expiresAt: string } | null } };

export type ImportAccountsMutationVariables = Exact<{
  csv: string;
  dryRun: boolean;
  createGroups: boolean;
}>;


export type ImportAccountsMutation = { importAccounts: Array<{ line: number, login: string | null, displayName: string | null, email: string | null, locale: Locale | null, role: Role, requireTwoFactor: boolean, groups: Array<string>, result: ImportResult, problem: ImportProblem | null, invited: boolean }> };

export type PasswordLinkFieldsFragment = { url: string | null, sentTo: string | null, expiresAt: string };

export type IssuePasswordLinkMutationVariables = Exact<{
  accountId: string;
  byMail?: boolean | null | undefined;
}>;


export type IssuePasswordLinkMutation = { issuePasswordLink: { url: string | null, sentTo: string | null, expiresAt: string } };

export type UpdateAccountMutationVariables = Exact<{
  id: string;
  input: UpdateAccountInput;
  expected?: ExpectedAccountInput | null | undefined;
}>;


export type UpdateAccountMutation = { updateAccount: { id: string } };

export type UpdateContactMutationVariables = Exact<{
  accountId: string;
  input: ContactInput;
}>;


export type UpdateContactMutation = { updateContact: boolean };

export type DeleteAccountMutationVariables = Exact<{
  id: string;
}>;


export type DeleteAccountMutation = { deleteAccount: boolean };

export type ResetTwoFactorMutationVariables = Exact<{
  id: string;
}>;


export type ResetTwoFactorMutation = { resetTwoFactor: { id: string } };

export type RemoveLostFactorMutationVariables = Exact<{
  accountId: string;
  method: SecondFactorMethod;
  id?: string | null | undefined;
  evenLast?: boolean | null | undefined;
}>;


export type RemoveLostFactorMutation = { removeLostFactor: { id: string } };

export type IssueRecoveryCodeMutationVariables = Exact<{
  accountId: string;
}>;


export type IssueRecoveryCodeMutation = { issueRecoveryCode: { code: string, expiresAt: string } };

export type IssueBypassCodeMutationVariables = Exact<{
  accountId: string;
  hours: number;
  uses: number;
}>;


export type IssueBypassCodeMutation = { issueBypassCode: { code: string, uses: number, expiresAt: string } };

export type WithdrawBypassCodeMutationVariables = Exact<{
  accountId: string;
}>;


export type WithdrawBypassCodeMutation = { withdrawBypassCode: boolean };

export type RevokeAccountTokensMutationVariables = Exact<{
  id: string;
}>;


export type RevokeAccountTokensMutation = { revokeAccountTokens: number };

export type UnlockAccountMutationVariables = Exact<{
  id: string;
}>;


export type UnlockAccountMutation = { unlockAccount: { id: string } };

export type RevokeAccountAppPasswordMutationVariables = Exact<{
  accountId: string;
  id: string;
}>;


export type RevokeAccountAppPasswordMutation = { revokeAccountAppPassword: boolean };

export type ApplyToAccountsMutationVariables = Exact<{
  ids: Array<string> | string;
  action: AccountAction;
}>;


export type ApplyToAccountsMutation = { applyToAccounts: Array<{ id: string, done: boolean, code: RefusalCode | null }> };

export type DevicesQueryVariables = Exact<{
  filter?: DeviceFilter | null | undefined;
  page?: PageInput | null | undefined;
}>;


export type DevicesQuery = { devices: { total: number, items: Array<{ id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, account: { permissions: Array<Permission>, id: string, login: string, displayName: string | null, role: Role, administersGroups: Array<{ id: string }> | null }, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }> } };

export type UntrustAccountDeviceMutationVariables = Exact<{
  id: string;
}>;


export type UntrustAccountDeviceMutation = { untrustAccountDevice: { id: string } };

export type SignOutAccountDeviceMutationVariables = Exact<{
  id: string;
}>;


export type SignOutAccountDeviceMutation = { signOutAccountDevice: { id: string } };

export type RemoveAccountDeviceMutationVariables = Exact<{
  id: string;
}>;


export type RemoveAccountDeviceMutation = { removeAccountDevice: boolean };

export type AuthTokensQueryVariables = Exact<{
  filter?: AuthTokenFilter | null | undefined;
  page?: PageInput | null | undefined;
}>;


export type AuthTokensQuery = { authTokens: { total: number, items: Array<{ secondFactor: SecondFactorMethod | null, id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, account: { permissions: Array<Permission>, id: string, login: string, displayName: string | null, role: Role, administersGroups: Array<{ id: string }> | null }, device: { id: string, name: string, userAgent: string | null, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } | null }> } };

export type RevokeAccountTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeAccountTokenMutation = { revokeAccountToken: boolean };

export type RevokeAllTokensMutationVariables = Exact<{ [key: string]: never; }>;


export type RevokeAllTokensMutation = { revokeAllTokens: boolean };

export type AuditEventFieldsFragment = { id: string, at: string, action: string, actorId: string | null, actorLogin: string | null, accountId: string | null, accountLogin: string | null, ipAddress: string | null, details: unknown, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null };

export type AuditEventsQueryVariables = Exact<{
  filter?: AuditFilter | null | undefined;
  page?: PageInput | null | undefined;
}>;


export type AuditEventsQuery = { auditEvents: { total: number, items: Array<{ id: string, at: string, action: string, actorId: string | null, actorLogin: string | null, accountId: string | null, accountLogin: string | null, ipAddress: string | null, details: unknown, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }> } };

export type SettingsFieldsFragment = { disabled: boolean, showRecommendationToConfigure: boolean, allowAuthenticatorApp: boolean, allowSecurityKeys: boolean, offerPasskeys: OfferPasskeys, keepSignedIn: KeepSignedIn, allowBackupCodes: boolean, allowUsedDevices: boolean, allowAppPasswords: boolean, allowPasswordForBackends: boolean, allowPasswordResetByMail: boolean, remindToEnrol: boolean, digestToAdministrators: DigestToAdministrators, clockTolerance: number, trustDevicesForDays: number, authTokenExpirationLifetimeDays: number, idleTimeoutMinutes: number, storeAuthTokenInDB: boolean, requireTwoFactor: RequireTwoFactor, enrolmentGraceDays: number, serviceName: string, accentColour: string, helpUrl: string, helpText: string };

export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { settings: { logoPath: string | null, protectedAccounts: number, disabled: boolean, showRecommendationToConfigure: boolean, allowAuthenticatorApp: boolean, allowSecurityKeys: boolean, offerPasskeys: OfferPasskeys, keepSignedIn: KeepSignedIn, allowBackupCodes: boolean, allowUsedDevices: boolean, allowAppPasswords: boolean, allowPasswordForBackends: boolean, allowPasswordResetByMail: boolean, remindToEnrol: boolean, digestToAdministrators: DigestToAdministrators, clockTolerance: number, trustDevicesForDays: number, authTokenExpirationLifetimeDays: number, idleTimeoutMinutes: number, storeAuthTokenInDB: boolean, requireTwoFactor: RequireTwoFactor, enrolmentGraceDays: number, serviceName: string, accentColour: string, helpUrl: string, helpText: string, changesByProfile: Array<{ setting: string, from: unknown, to: unknown }>, lastChanges: Array<{ setting: string, at: string, actorLogin: string | null }> } };

export type UnprotectedAccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type UnprotectedAccountsQuery = { overview: { protection: { unprotected: number, administratorsUnprotected: number } } };

export type ApplySettingsProfileMutationVariables = Exact<{
  profile: SettingsProfile;
}>;


export type ApplySettingsProfileMutation = { applySettingsProfile: { disabled: boolean, showRecommendationToConfigure: boolean, allowAuthenticatorApp: boolean, allowSecurityKeys: boolean, offerPasskeys: OfferPasskeys, keepSignedIn: KeepSignedIn, allowBackupCodes: boolean, allowUsedDevices: boolean, allowAppPasswords: boolean, allowPasswordForBackends: boolean, allowPasswordResetByMail: boolean, remindToEnrol: boolean, digestToAdministrators: DigestToAdministrators, clockTolerance: number, trustDevicesForDays: number, authTokenExpirationLifetimeDays: number, idleTimeoutMinutes: number, storeAuthTokenInDB: boolean, requireTwoFactor: RequireTwoFactor, enrolmentGraceDays: number, serviceName: string, accentColour: string, helpUrl: string, helpText: string } };

export type UpdateSettingsMutationVariables = Exact<{
  input: UpdateSettingsInput;
  expected?: UpdateSettingsInput | null | undefined;
}>;


export type UpdateSettingsMutation = { updateSettings: { disabled: boolean, showRecommendationToConfigure: boolean, allowAuthenticatorApp: boolean, allowSecurityKeys: boolean, offerPasskeys: OfferPasskeys, keepSignedIn: KeepSignedIn, allowBackupCodes: boolean, allowUsedDevices: boolean, allowAppPasswords: boolean, allowPasswordForBackends: boolean, allowPasswordResetByMail: boolean, remindToEnrol: boolean, digestToAdministrators: DigestToAdministrators, clockTolerance: number, trustDevicesForDays: number, authTokenExpirationLifetimeDays: number, idleTimeoutMinutes: number, storeAuthTokenInDB: boolean, requireTwoFactor: RequireTwoFactor, enrolmentGraceDays: number, serviceName: string, accentColour: string, helpUrl: string, helpText: string } };

export type SetLogoMutationVariables = Exact<{
  image: string;
}>;


export type SetLogoMutation = { setLogo: { logoPath: string | null } };

export type RemoveLogoMutationVariables = Exact<{ [key: string]: never; }>;


export type RemoveLogoMutation = { removeLogo: { logoPath: string | null } };

export type JobFieldsFragment = { name: string, schedule: string | null, timeZone: string | null, running: boolean, nextRunAt: string | null, lastRunAt: string | null, lastFinishedAt: string | null, lastDurationMs: number | null, failReason: string | null, lastResult: unknown };

export type JobsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobsQuery = { jobs: Array<{ name: string, schedule: string | null, timeZone: string | null, running: boolean, nextRunAt: string | null, lastRunAt: string | null, lastFinishedAt: string | null, lastDurationMs: number | null, failReason: string | null, lastResult: unknown }> };

export type RunJobMutationVariables = Exact<{
  name: string;
}>;


export type RunJobMutation = { runJob: { name: string, schedule: string | null, timeZone: string | null, running: boolean, nextRunAt: string | null, lastRunAt: string | null, lastFinishedAt: string | null, lastDurationMs: number | null, failReason: string | null, lastResult: unknown } };

export type AppPasswordFieldsFragment = { id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null };

export type MyAppPasswordsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyAppPasswordsQuery = { programServers: Array<{ scope: string, address: string }>, me: { login: string, appPasswords: Array<{ id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null }> } | null };

export type EndingAppPasswordsQueryVariables = Exact<{ [key: string]: never; }>;


export type EndingAppPasswordsQuery = { endingAppPasswords: Array<string> };

export type CreateAppPasswordMutationVariables = Exact<{
  input: CreateAppPasswordInput;
}>;


export type CreateAppPasswordMutation = { createAppPassword: { password: string, appPassword: { id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null } } };

export type RenameAppPasswordMutationVariables = Exact<{
  id: string;
  name: string;
}>;


export type RenameAppPasswordMutation = { renameAppPassword: { id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null } };

export type RevokeAppPasswordMutationVariables = Exact<{
  id: string;
}>;


export type RevokeAppPasswordMutation = { revokeAppPassword: boolean };

export type ApplicationFieldsFragment = { id: string, kind: ApplicationKind, name: string, clientId: string | null, secretCreatedAt: string | null, oldSecretCreatedAt: string | null, redirectUris: Array<string>, postLogoutRedirectUris: Array<string>, backchannelLogoutUri: string | null, scopes: Array<string>, signingAlgorithm: SigningAlgorithm, tokenEndpointAuthMethod: TokenEndpointAuthMethod, requirePkce: boolean, refreshTokens: boolean, mayIntrospect: boolean, mayEnter: WhoMayEnter, requireSecondFactor: boolean, maxAge: number | null, enabled: boolean, createdAt: string, hosts: Array<string> };

export type ApplicationsQueryVariables = Exact<{
  page?: PageInput | null | undefined;
}>;


export type ApplicationsQuery = { applications: { total: number, items: Array<{ id: string, kind: ApplicationKind, name: string, clientId: string | null, secretCreatedAt: string | null, oldSecretCreatedAt: string | null, redirectUris: Array<string>, postLogoutRedirectUris: Array<string>, backchannelLogoutUri: string | null, scopes: Array<string>, signingAlgorithm: SigningAlgorithm, tokenEndpointAuthMethod: TokenEndpointAuthMethod, requirePkce: boolean, refreshTokens: boolean, mayIntrospect: boolean, mayEnter: WhoMayEnter, requireSecondFactor: boolean, maxAge: number | null, enabled: boolean, createdAt: string, hosts: Array<string> }> } };

export type ApplicationDetailsQueryVariables = Exact<{
  id: string;
}>;


export type ApplicationDetailsQuery = { settings: { disabled: boolean }, application: { id: string, kind: ApplicationKind, name: string, clientId: string | null, secretCreatedAt: string | null, oldSecretCreatedAt: string | null, redirectUris: Array<string>, postLogoutRedirectUris: Array<string>, backchannelLogoutUri: string | null, scopes: Array<string>, signingAlgorithm: SigningAlgorithm, tokenEndpointAuthMethod: TokenEndpointAuthMethod, requirePkce: boolean, refreshTokens: boolean, mayIntrospect: boolean, mayEnter: WhoMayEnter, requireSecondFactor: boolean, maxAge: number | null, enabled: boolean, createdAt: string, hosts: Array<string> } | null };

export type CreateApplicationMutationVariables = Exact<{
  input: CreateApplicationInput;
}>;


export type CreateApplicationMutation = { createApplication: { clientSecret: string | null, application: { id: string, kind: ApplicationKind, name: string, clientId: string | null, secretCreatedAt: string | null, oldSecretCreatedAt: string | null, redirectUris: Array<string>, postLogoutRedirectUris: Array<string>, backchannelLogoutUri: string | null, scopes: Array<string>, signingAlgorithm: SigningAlgorithm, tokenEndpointAuthMethod: TokenEndpointAuthMethod, requirePkce: boolean, refreshTokens: boolean, mayIntrospect: boolean, mayEnter: WhoMayEnter, requireSecondFactor: boolean, maxAge: number | null, enabled: boolean, createdAt: string, hosts: Array<string> } } };

export type UpdateApplicationMutationVariables = Exact<{
  id: string;
  input: UpdateApplicationInput;
  expected?: UpdateApplicationInput | null | undefined;
}>;


export type UpdateApplicationMutation = { updateApplication: { id: string } };

export type RotateApplicationSecretMutationVariables = Exact<{
  id: string;
}>;


export type RotateApplicationSecretMutation = { rotateApplicationSecret: { clientSecret: string | null, application: { id: string, kind: ApplicationKind, name: string, clientId: string | null, secretCreatedAt: string | null, oldSecretCreatedAt: string | null, redirectUris: Array<string>, postLogoutRedirectUris: Array<string>, backchannelLogoutUri: string | null, scopes: Array<string>, signingAlgorithm: SigningAlgorithm, tokenEndpointAuthMethod: TokenEndpointAuthMethod, requirePkce: boolean, refreshTokens: boolean, mayIntrospect: boolean, mayEnter: WhoMayEnter, requireSecondFactor: boolean, maxAge: number | null, enabled: boolean, createdAt: string, hosts: Array<string> } } };

export type DropOldApplicationSecretMutationVariables = Exact<{
  id: string;
}>;


export type DropOldApplicationSecretMutation = { dropOldApplicationSecret: { id: string } };

export type DeleteApplicationMutationVariables = Exact<{
  id: string;
}>;


export type DeleteApplicationMutation = { deleteApplication: boolean };

export type MyApplicationsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyApplicationsQuery = { me: { connectedApplications: Array<{ applicationId: string, name: string, sessions: Array<{ tokenId: string, since: string, current: boolean }> }> } | null, myTokens: Array<{ id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, device: { id: string, name: string, userAgent: string | null, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } | null }> };

export type EndApplicationSessionMutationVariables = Exact<{
  applicationId: string;
  tokenId: string;
}>;


export type EndApplicationSessionMutation = { endApplicationSession: boolean };

export type PlaceFieldsFragment = { country: string | null, city: string | null, network: string | null, isLocal: boolean };

export type DeviceFieldsFragment = { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null };

export type AuthTokenFieldsFragment = { id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, device: { id: string, name: string, userAgent: string | null, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } | null };

export type MyDevicesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyDevicesQuery = { myDevices: Array<{ id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }> };

export type TrustCurrentDeviceMutationVariables = Exact<{ [key: string]: never; }>;


export type TrustCurrentDeviceMutation = { trustCurrentDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } };

export type RenameDeviceMutationVariables = Exact<{
  id: string;
  name: string;
}>;


export type RenameDeviceMutation = { renameDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } };

export type UntrustDeviceMutationVariables = Exact<{
  id: string;
}>;


export type UntrustDeviceMutation = { untrustDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } };

export type UntrustAllDevicesMutationVariables = Exact<{ [key: string]: never; }>;


export type UntrustAllDevicesMutation = { untrustAllDevices: Array<{ id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null }> };

export type SignOutDeviceMutationVariables = Exact<{
  id: string;
}>;


export type SignOutDeviceMutation = { signOutDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } };

export type RemoveDeviceMutationVariables = Exact<{
  id: string;
}>;


export type RemoveDeviceMutation = { removeDevice: boolean };

export type MyTokensQueryVariables = Exact<{ [key: string]: never; }>;


export type MyTokensQuery = { myTokens: Array<{ id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, device: { id: string, name: string, userAgent: string | null, place: { country: string | null, city: string | null, network: string | null, isLocal: boolean } | null } | null }> };

export type RevokeTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeTokenMutation = { revokeToken: boolean };

export type RevokeOtherTokensMutationVariables = Exact<{ [key: string]: never; }>;


export type RevokeOtherTokensMutation = { revokeOtherTokens: number };

export type SecureAccountMutationVariables = Exact<{ [key: string]: never; }>;


export type SecureAccountMutation = { revokeOtherTokens: number, untrustAllDevices: Array<{ id: string }> };

export type SecurityKeyFieldsFragment = { id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null };

export type BeginAuthenticatorAppSetupMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginAuthenticatorAppSetupMutation = { beginAuthenticatorAppSetup: { secret: string, otpauthUri: string, qrCode: string, expiresAt: string } };

export type ConfirmAuthenticatorAppSetupMutationVariables = Exact<{
  code: string;
}>;


export type ConfirmAuthenticatorAppSetupMutation = { confirmAuthenticatorAppSetup: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type CancelAuthenticatorAppSetupMutationVariables = Exact<{ [key: string]: never; }>;


export type CancelAuthenticatorAppSetupMutation = { cancelAuthenticatorAppSetup: boolean };

export type DisableAuthenticatorAppMutationVariables = Exact<{ [key: string]: never; }>;


export type DisableAuthenticatorAppMutation = { disableAuthenticatorApp: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type BeginSecurityKeyRegistrationMutationVariables = Exact<{
  onThisDevice?: boolean | null | undefined;
}>;


export type BeginSecurityKeyRegistrationMutation = { beginSecurityKeyRegistration: unknown };

export type BeginAutomaticPasskeyRegistrationMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginAutomaticPasskeyRegistrationMutation = { beginAutomaticPasskeyRegistration: unknown };

export type FinishAutomaticPasskeyRegistrationMutationVariables = Exact<{
  name: string;
  response: unknown;
}>;


export type FinishAutomaticPasskeyRegistrationMutation = { finishAutomaticPasskeyRegistration: { id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null } };

export type FinishSecurityKeyRegistrationMutationVariables = Exact<{
  name: string;
  response: unknown;
}>;


export type FinishSecurityKeyRegistrationMutation = { finishSecurityKeyRegistration: { id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null } };

export type RenameSecurityKeyMutationVariables = Exact<{
  id: string;
  name: string;
}>;


export type RenameSecurityKeyMutation = { renameSecurityKey: { id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null } };

export type RemoveSecurityKeyMutationVariables = Exact<{
  id: string;
}>;


export type RemoveSecurityKeyMutation = { removeSecurityKey: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type PasskeySignalQueryVariables = Exact<{ [key: string]: never; }>;


export type PasskeySignalQuery = { passkeySignal: { rpId: string, userId: string, allAcceptedCredentialIds: Array<string>, name: string, displayName: string } };

export type GenerateBackupCodesMutationVariables = Exact<{ [key: string]: never; }>;


export type GenerateBackupCodesMutation = { generateBackupCodes: Array<string> };

export type ConfirmBackupCodesMutationVariables = Exact<{
  code: string;
}>;


export type ConfirmBackupCodesMutation = { confirmBackupCodes: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type RemoveBackupCodesMutationVariables = Exact<{ [key: string]: never; }>;


export type RemoveBackupCodesMutation = { removeBackupCodes: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type DisableTwoFactorMutationVariables = Exact<{ [key: string]: never; }>;


export type DisableTwoFactorMutation = { disableTwoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type DismissTwoFactorRecommendationMutationVariables = Exact<{ [key: string]: never; }>;


export type DismissTwoFactorRecommendationMutation = { dismissTwoFactorRecommendation: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, bypassCode: { usesLeft: number, expiresAt: string } | null, authenticatorApp: { digits: number, shortSecret: boolean, createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type GroupFieldsFragment = { id: string, name: string, kind: GroupKind, source: string | null };

export type GroupPolicyFieldsFragment = { requireTwoFactor: boolean, enrolmentGraceDays: number | null, allowAuthenticatorApp: boolean | null, allowSecurityKeys: boolean | null, allowBackupCodes: boolean | null, allowAppPasswords: boolean | null, allowPasswordForBackends: boolean | null, trustDevicesForDays: number | null, authTokenExpirationLifetimeDays: number | null, idleTimeoutMinutes: number | null, allowedNetworks: Array<string>, alwaysAskFrom: Array<string>, neverAskFrom: Array<string> };

export type GroupsQueryVariables = Exact<{
  filter?: GroupFilter | null | undefined;
  page?: PageInput | null | undefined;
}>;


export type GroupsQuery = { groups: { total: number, items: Array<{ createdAt: string, memberCount: number, id: string, name: string, kind: GroupKind, source: string | null }> } };

export type GroupNamesQueryVariables = Exact<{
  filter: GroupFilter;
}>;


export type GroupNamesQuery = { groups: { items: Array<{ id: string, name: string, kind: GroupKind, source: string | null }> } };

export type GroupNameQueryVariables = Exact<{
  id: string;
}>;


export type GroupNameQuery = { group: { id: string, name: string, kind: GroupKind, source: string | null } | null };

export type GroupDetailsQueryVariables = Exact<{
  id: string;
}>;


export type GroupDetailsQuery = { group: { createdAt: string, memberCount: number, id: string, name: string, kind: GroupKind, source: string | null, policy: { requireTwoFactor: boolean, enrolmentGraceDays: number | null, allowAuthenticatorApp: boolean | null, allowSecurityKeys: boolean | null, allowBackupCodes: boolean | null, allowAppPasswords: boolean | null, allowPasswordForBackends: boolean | null, trustDevicesForDays: number | null, authTokenExpirationLifetimeDays: number | null, idleTimeoutMinutes: number | null, allowedNetworks: Array<string>, alwaysAskFrom: Array<string>, neverAskFrom: Array<string> } | null } | null, accounts: { total: number, items: Array<{ id: string, login: string, displayName: string | null, role: Role }> } };

export type CreateGroupMutationVariables = Exact<{
  input: CreateGroupInput;
}>;


export type CreateGroupMutation = { createGroup: { id: string, name: string, kind: GroupKind, source: string | null } };

export type UpdateGroupMutationVariables = Exact<{
  id: string;
  name: string;
  expected?: string | null | undefined;
}>;


export type UpdateGroupMutation = { updateGroup: { id: string, name: string, kind: GroupKind, source: string | null } };

export type DeleteGroupMutationVariables = Exact<{
  id: string;
}>;


export type DeleteGroupMutation = { deleteGroup: boolean };

export type AddToGroupMutationVariables = Exact<{
  id: string;
  accountIds: Array<string> | string;
}>;


export type AddToGroupMutation = { addToGroup: Array<{ id: string, done: boolean, code: RefusalCode | null, message: string | null }> };

export type RemoveFromGroupMutationVariables = Exact<{
  id: string;
  accountIds: Array<string> | string;
}>;


export type RemoveFromGroupMutation = { removeFromGroup: Array<{ id: string, done: boolean, code: RefusalCode | null, message: string | null }> };

export type SetGroupPolicyMutationVariables = Exact<{
  groupId: string;
  input: GroupPolicyInput;
  expected?: GroupPolicyInput | null | undefined;
}>;


export type SetGroupPolicyMutation = { setGroupPolicy: { id: string } };

export type AccountPolicyFieldsFragment = { requireTwoFactor: boolean, enrolmentDeadline: string | null, allowAuthenticatorApp: boolean, allowSecurityKeys: boolean, allowBackupCodes: boolean, allowAppPasswords: boolean, allowPasswordForBackends: boolean, trustDevicesForDays: number, authTokenExpirationLifetimeDays: number, idleTimeoutMinutes: number, allowedNetworks: Array<Array<string>>, alwaysAskFrom: Array<Array<string>>, neverAskFrom: Array<Array<string>>, reasons: Array<{ rule: PolicyRule, bySettings: boolean, byAccount: boolean, groups: Array<{ id: string, name: string }> }>, exemption: { reason: string, endsAt: string, grantedBy: string | null } | null };

export type SetExemptionMutationVariables = Exact<{
  accountId: string;
  reason: string;
  endsAt: string;
}>;


export type SetExemptionMutation = { setExemption: { id: string } };

export type WithdrawExemptionMutationVariables = Exact<{
  accountId: string;
}>;


export type WithdrawExemptionMutation = { withdrawExemption: { id: string } };

export type ReauthenticateMutationVariables = Exact<{
  password?: string | null | undefined;
  code?: string | null | undefined;
}>;


export type ReauthenticateMutation = { reauthenticate: string };

export type BeginReauthenticationWithSecurityKeyMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginReauthenticationWithSecurityKeyMutation = { beginReauthenticationWithSecurityKey: unknown };

export type ReauthenticateWithSecurityKeyMutationVariables = Exact<{
  response: unknown;
}>;


export type ReauthenticateWithSecurityKeyMutation = { reauthenticateWithSecurityKey: string };

export type ServiceTokenFieldsFragment = { id: string, hint: string, createdAt: string, expiresAt: string, replacedAt: string | null, lastUsedAt: string | null };

export type ServiceAccountFieldsFragment = { id: string, name: string, permissions: Array<string>, allowedNetworks: Array<string>, disabled: boolean, createdAt: string, createdBy: string, lastUsedAt: string | null, tokens: Array<{ id: string, hint: string, createdAt: string, expiresAt: string, replacedAt: string | null, lastUsedAt: string | null }> };

export type ServiceAccountsQueryVariables = Exact<{
  page?: PageInput | null | undefined;
}>;


export type ServiceAccountsQuery = { serviceAccounts: { total: number, items: Array<{ id: string, name: string, permissions: Array<string>, allowedNetworks: Array<string>, disabled: boolean, createdAt: string, createdBy: string, lastUsedAt: string | null, tokens: Array<{ id: string, hint: string, createdAt: string, expiresAt: string, replacedAt: string | null, lastUsedAt: string | null }> }> } };

export type ServiceAccountDetailsQueryVariables = Exact<{
  id: string;
}>;


export type ServiceAccountDetailsQuery = { serviceAccount: { id: string, name: string, permissions: Array<string>, allowedNetworks: Array<string>, disabled: boolean, createdAt: string, createdBy: string, lastUsedAt: string | null, tokens: Array<{ id: string, hint: string, createdAt: string, expiresAt: string, replacedAt: string | null, lastUsedAt: string | null }> } | null };

export type CreateServiceAccountMutationVariables = Exact<{
  input: CreateServiceAccountInput;
}>;


export type CreateServiceAccountMutation = { createServiceAccount: { id: string } };

export type UpdateServiceAccountMutationVariables = Exact<{
  id: string;
  input: UpdateServiceAccountInput;
  expected?: ExpectedServiceAccountInput | null | undefined;
}>;


export type UpdateServiceAccountMutation = { updateServiceAccount: { id: string } };

export type DeleteServiceAccountMutationVariables = Exact<{
  id: string;
}>;


export type DeleteServiceAccountMutation = { deleteServiceAccount: boolean };

export type IssueServiceTokenMutationVariables = Exact<{
  id: string;
  days: number;
}>;


export type IssueServiceTokenMutation = { issueServiceToken: { secret: string } };

export type RotateServiceTokenMutationVariables = Exact<{
  id: string;
  overlapDays: number;
}>;


export type RotateServiceTokenMutation = { rotateServiceToken: { secret: string } };

export type RevokeServiceTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeServiceTokenMutation = { revokeServiceToken: boolean };

export type SignedInFieldsFragment = { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
  withTokens?: boolean;
}>;


export type SignInMutation = { signIn:
    | { __typename: 'SecondFactorRequired', challenge: string, methods: Array<SecondFactorMethod>, codeDigits: number | null, trustDeviceForDays: number, challengeExpiresAt: string }
    | { __typename: 'SignedIn', token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } }
   };

export type VerifyAuthenticatorCodeMutationVariables = Exact<{
  challenge: string;
  code: string;
  trustDevice?: boolean | null | undefined;
  withTokens?: boolean;
}>;


export type VerifyAuthenticatorCodeMutation = { verifyAuthenticatorCode: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type VerifyBackupCodeMutationVariables = Exact<{
  challenge: string;
  code: string;
  trustDevice?: boolean | null | undefined;
  withTokens?: boolean;
}>;


export type VerifyBackupCodeMutation = { verifyBackupCode: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type VerifyRecoveryCodeMutationVariables = Exact<{
  challenge: string;
  code: string;
  withTokens?: boolean;
}>;


export type VerifyRecoveryCodeMutation = { verifyRecoveryCode: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type VerifyBypassCodeMutationVariables = Exact<{
  challenge: string;
  code: string;
  withTokens?: boolean;
}>;


export type VerifyBypassCodeMutation = { verifyBypassCode: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type BeginSecurityKeyVerificationMutationVariables = Exact<{
  challenge: string;
}>;


export type BeginSecurityKeyVerificationMutation = { beginSecurityKeyVerification: unknown };

export type VerifySecurityKeyMutationVariables = Exact<{
  challenge: string;
  response: unknown;
  trustDevice?: boolean | null | undefined;
  withTokens?: boolean;
}>;


export type VerifySecurityKeyMutation = { verifySecurityKey: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type BeginPasskeySignInMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginPasskeySignInMutation = { beginPasskeySignIn: unknown };

export type SignInWithPasskeyMutationVariables = Exact<{
  response: unknown;
  deviceToken?: string | null | undefined;
  deviceName?: string | null | undefined;
  keepSignedIn?: boolean | null | undefined;
  withTokens?: boolean;
}>;


export type SignInWithPasskeyMutation = { signInWithPasskey: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: boolean };

export type SignInContextQueryVariables = Exact<{
  to: string;
}>;


export type SignInContextQuery = { signInContext: { application: string, needs: SignInNeed } | null };

export type RequestPasswordResetMutationVariables = Exact<{
  login: string;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset: boolean };

export type OpenPasswordResetMutationVariables = Exact<{
  token: string;
}>;


export type OpenPasswordResetMutation = { openPasswordReset: { login: string, methods: Array<SecondFactorMethod>, codeDigits: number | null } };

export type BeginPasswordResetWithSecurityKeyMutationVariables = Exact<{
  token: string;
}>;


export type BeginPasswordResetWithSecurityKeyMutation = { beginPasswordResetWithSecurityKey: unknown };

export type ResetPasswordByMailMutationVariables = Exact<{
  token: string;
  newPassword: string;
  code?: string | null | undefined;
  response?: unknown;
}>;


export type ResetPasswordByMailMutation = { resetPasswordByMail: string };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ContactFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ContactFields on Account {
  email
  locale
  notificationAddress
  pendingEmail
  refusedAddress {
    address
    reason
    at
  }
}
    `, {"fragmentName":"ContactFields"}) as unknown as TypedDocumentString<ContactFieldsFragment, unknown>;
export const AccountFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
    `, {"fragmentName":"AccountFields"}) as unknown as TypedDocumentString<AccountFieldsFragment, unknown>;
export const GroupFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment GroupFields on Group {
  id
  name
  kind
  source
}
    `, {"fragmentName":"GroupFields"}) as unknown as TypedDocumentString<GroupFieldsFragment, unknown>;
export const SecurityKeyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}
    `, {"fragmentName":"SecurityKeyFields"}) as unknown as TypedDocumentString<SecurityKeyFieldsFragment, unknown>;
export const TwoFactorFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
    fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`, {"fragmentName":"TwoFactorFields"}) as unknown as TypedDocumentString<TwoFactorFieldsFragment, unknown>;
export const AdministeredAccountFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AdministeredAccountFields on Account {
  ...AccountFields
  permissions
  administersGroups {
    ...GroupFields
  }
  disabled
  locked
  reportedAt
  invitation {
    state
    expiresAt
  }
  requireTwoFactor
  createdAt
  lastSignInAt
  twoFactor {
    ...TwoFactorFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}
fragment GroupFields on Group {
  id
  name
  kind
  source
}`, {"fragmentName":"AdministeredAccountFields"}) as unknown as TypedDocumentString<AdministeredAccountFieldsFragment, unknown>;
export const PasswordLinkFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PasswordLinkFields on PasswordLink {
  url
  sentTo
  expiresAt
}
    `, {"fragmentName":"PasswordLinkFields"}) as unknown as TypedDocumentString<PasswordLinkFieldsFragment, unknown>;
export const PlaceFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
    `, {"fragmentName":"PlaceFields"}) as unknown as TypedDocumentString<PlaceFieldsFragment, unknown>;
export const AuditEventFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AuditEventFields on AuditEvent {
  id
  at
  action
  actorId
  actorLogin
  accountId
  accountLogin
  ipAddress
  place {
    ...PlaceFields
  }
  details
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}`, {"fragmentName":"AuditEventFields"}) as unknown as TypedDocumentString<AuditEventFieldsFragment, unknown>;
export const SettingsFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SettingsFields on Settings {
  disabled
  showRecommendationToConfigure
  allowAuthenticatorApp
  allowSecurityKeys
  offerPasskeys
  keepSignedIn
  allowBackupCodes
  allowUsedDevices
  allowAppPasswords
  allowPasswordForBackends
  allowPasswordResetByMail
  remindToEnrol
  digestToAdministrators
  clockTolerance
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  storeAuthTokenInDB
  requireTwoFactor
  enrolmentGraceDays
  serviceName
  accentColour
  helpUrl
  helpText
}
    `, {"fragmentName":"SettingsFields"}) as unknown as TypedDocumentString<SettingsFieldsFragment, unknown>;
export const JobFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment JobFields on Job {
  name
  schedule
  timeZone
  running
  nextRunAt
  lastRunAt
  lastFinishedAt
  lastDurationMs
  failReason
  lastResult
}
    `, {"fragmentName":"JobFields"}) as unknown as TypedDocumentString<JobFieldsFragment, unknown>;
export const AppPasswordFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AppPasswordFields on AppPassword {
  id
  name
  scopes
  createdAt
  lastUsedAt
  lastUsedFrom
  expiresAt
}
    `, {"fragmentName":"AppPasswordFields"}) as unknown as TypedDocumentString<AppPasswordFieldsFragment, unknown>;
export const ApplicationFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ApplicationFields on Application {
  id
  kind
  name
  clientId
  secretCreatedAt
  oldSecretCreatedAt
  redirectUris
  postLogoutRedirectUris
  backchannelLogoutUri
  scopes
  signingAlgorithm
  tokenEndpointAuthMethod
  requirePkce
  refreshTokens
  mayIntrospect
  mayEnter
  requireSecondFactor
  maxAge
  enabled
  createdAt
  hosts
}
    `, {"fragmentName":"ApplicationFields"}) as unknown as TypedDocumentString<ApplicationFieldsFragment, unknown>;
export const DeviceFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}`, {"fragmentName":"DeviceFields"}) as unknown as TypedDocumentString<DeviceFieldsFragment, unknown>;
export const AuthTokenFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AuthTokenFields on AuthToken {
  id
  createdAt
  lastUsedAt
  expiresAt
  current
  device {
    id
    name
    userAgent
    place {
      ...PlaceFields
    }
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}`, {"fragmentName":"AuthTokenFields"}) as unknown as TypedDocumentString<AuthTokenFieldsFragment, unknown>;
export const GroupPolicyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment GroupPolicyFields on GroupPolicy {
  requireTwoFactor
  enrolmentGraceDays
  allowAuthenticatorApp
  allowSecurityKeys
  allowBackupCodes
  allowAppPasswords
  allowPasswordForBackends
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  allowedNetworks
  alwaysAskFrom
  neverAskFrom
}
    `, {"fragmentName":"GroupPolicyFields"}) as unknown as TypedDocumentString<GroupPolicyFieldsFragment, unknown>;
export const AccountPolicyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    "The rules that apply to an account, and why."
fragment AccountPolicyFields on AccountPolicy {
  requireTwoFactor
  enrolmentDeadline
  allowAuthenticatorApp
  allowSecurityKeys
  allowBackupCodes
  allowAppPasswords
  allowPasswordForBackends
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  allowedNetworks
  alwaysAskFrom
  neverAskFrom
  reasons {
    rule
    bySettings
    byAccount
    groups {
      id
      name
    }
  }
  exemption {
    reason
    endsAt
    grantedBy
  }
}
    `, {"fragmentName":"AccountPolicyFields"}) as unknown as TypedDocumentString<AccountPolicyFieldsFragment, unknown>;
export const ServiceTokenFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ServiceTokenFields on ServiceToken {
  id
  hint
  createdAt
  expiresAt
  replacedAt
  lastUsedAt
}
    `, {"fragmentName":"ServiceTokenFields"}) as unknown as TypedDocumentString<ServiceTokenFieldsFragment, unknown>;
export const ServiceAccountFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ServiceAccountFields on ServiceAccount {
  id
  name
  permissions
  allowedNetworks
  disabled
  createdAt
  createdBy
  lastUsedAt
  tokens {
    ...ServiceTokenFields
  }
}
    fragment ServiceTokenFields on ServiceToken {
  id
  hint
  createdAt
  expiresAt
  replacedAt
  lastUsedAt
}`, {"fragmentName":"ServiceAccountFields"}) as unknown as TypedDocumentString<ServiceAccountFieldsFragment, unknown>;
export const SignedInFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}`, {"fragmentName":"SignedInFields"}) as unknown as TypedDocumentString<SignedInFieldsFragment, unknown>;
export const MeDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Who is signed in, null for nobody; and whether there is a password to be changed, or a second factor to be set up first."
query Me {
  me {
    ...AccountFields
    permissions
    administersGroups {
      id
    }
    passwordElsewhere
    twoFactor {
      ...TwoFactorFields
    }
  }
  mustEnrol
  mustChangePassword
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const PublicSettingsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "What anyone may know before signing in."
query PublicSettings {
  publicSettings {
    serviceName
    accentColour
    logoPath
    helpUrl
    helpText
    twoFactorAvailable
    methods
    offerPasskeys
    trustDevicesForDays
    keepSignedIn
    appPasswordsAvailable
    passwordResetAvailable
  }
}
    `) as unknown as TypedDocumentString<PublicSettingsQuery, PublicSettingsQueryVariables>;
export const MyContactDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Where one is told of what happens to one's account, and whether one is."
query MyContact {
  me {
    ...ContactFields
  }
  notifiesByMail
}
    fragment ContactFields on Account {
  email
  locale
  notificationAddress
  pendingEmail
  refusedAddress {
    address
    reason
    at
  }
}`) as unknown as TypedDocumentString<MyContactQuery, MyContactQueryVariables>;
export const UpdateMyContactDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateMyContact($input: ContactInput!) {
  updateMyContact(input: $input)
}
    `) as unknown as TypedDocumentString<UpdateMyContactMutation, UpdateMyContactMutationVariables>;
export const SetPasswordByLinkDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetPasswordByLink($token: String!, $newPassword: String!) {
  setPasswordByLink(token: $token, newPassword: $newPassword)
}
    `) as unknown as TypedDocumentString<SetPasswordByLinkMutation, SetPasswordByLinkMutationVariables>;
export const ReportCompromiseDocument = /*#__PURE__*/ new TypedDocumentString(`
    "The token stands behind the # of the link in a mail that tells of a sign-in or a change."
mutation ReportCompromise($token: String!) {
  reportCompromise(token: $token)
}
    `) as unknown as TypedDocumentString<ReportCompromiseMutation, ReportCompromiseMutationVariables>;
export const ConfirmContactAddressDocument = /*#__PURE__*/ new TypedDocumentString(`
    "The token stands behind the # of the link that was sent to the address."
mutation ConfirmContactAddress($token: String!) {
  confirmContactAddress(token: $token)
}
    `) as unknown as TypedDocumentString<ConfirmContactAddressMutation, ConfirmContactAddressMutationVariables>;
export const ChangePasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ChangePassword($currentPassword: String!, $newPassword: String!) {
  changePassword(currentPassword: $currentPassword, newPassword: $newPassword)
}
    `) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const MySecurityEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "What happened to one's own account, latest first."
query MySecurityEvents($page: PageInput) {
  mySecurityEvents(page: $page) {
    total
    items {
      id
      at
      action
      byAnother
      ipAddress
      place {
        ...PlaceFields
      }
      details
    }
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}`) as unknown as TypedDocumentString<MySecurityEventsQuery, MySecurityEventsQueryVariables>;
export const OverviewDocument = /*#__PURE__*/ new TypedDocumentString(`
    "The installation at a glance."
query Overview {
  overview {
    countedAt
    protection {
      accounts
      disabled
      protected
      unprotected
      authenticatorAppOnly
      securityKeyOnly
      both
      administrators
      administratorsUnprotected
      required
      requiredUnprotected
    }
    days {
      day
      signIns
      failures
    }
    warnings {
      code
      accounts
      seconds
    }
  }
  jobs {
    ...JobFields
  }
  notificationsStatus {
    mailConfigured
    webhooks
    waiting
    failed
  }
  setupChecklist {
    step
    done
  }
}
    fragment JobFields on Job {
  name
  schedule
  timeZone
  running
  nextRunAt
  lastRunAt
  lastFinishedAt
  lastDurationMs
  failReason
  lastResult
}`) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const AboutDocument = /*#__PURE__*/ new TypedDocumentString(`
    "What runs here, and how its parts are."
query About {
  about {
    version
    commit
    license
    node
    startedAt
    time
    processes
    explorer
    database {
      product
      version
      writable
      lastMigration
      missingMigrations
      newerMigrations
    }
    keys {
      currentSince
      older
      sealedByOlder
    }
    clockSkewSeconds
  }
  jobs {
    ...JobFields
  }
  notificationsStatus {
    mailConfigured
    waiting
    failed
    mailLastSentAt
  }
}
    fragment JobFields on Job {
  name
  schedule
  timeZone
  running
  nextRunAt
  lastRunAt
  lastFinishedAt
  lastDurationMs
  failReason
  lastResult
}`) as unknown as TypedDocumentString<AboutQuery, AboutQueryVariables>;
export const RecordSetupFactDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RecordSetupFact($fact: SetupFact!) {
  recordSetupFact(fact: $fact)
}
    `) as unknown as TypedDocumentString<RecordSetupFactMutation, RecordSetupFactMutationVariables>;
export const AccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Accounts($filter: AccountFilter, $page: PageInput) {
  accounts(filter: $filter, page: $page) {
    total
    sorted
    items {
      ...AdministeredAccountFields
    }
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment AdministeredAccountFields on Account {
  ...AccountFields
  permissions
  administersGroups {
    ...GroupFields
  }
  disabled
  locked
  reportedAt
  invitation {
    state
    expiresAt
  }
  requireTwoFactor
  createdAt
  lastSignInAt
  twoFactor {
    ...TwoFactorFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}
fragment GroupFields on Group {
  id
  name
  kind
  source
}`) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const AccountLoginsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AccountLogins($search: String!) {
  accounts(filter: {search: $search}, page: {page: 1, perPage: 10}) {
    items {
      ...AccountFields
    }
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}`) as unknown as TypedDocumentString<AccountLoginsQuery, AccountLoginsQueryVariables>;
export const AppPasswordsOfDocument = /*#__PURE__*/ new TypedDocumentString(`
    "What ends with the access of these accounts."
query AppPasswordsOf($ids: [ID!]!) {
  accounts(filter: {ids: $ids}, page: {page: 1, perPage: 100}) {
    items {
      id
      login
      appPasswords {
        name
        expiresAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AppPasswordsOfQuery, AppPasswordsOfQueryVariables>;
export const SelectedAccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "What is to be known of accounts before something is done to all of them."
query SelectedAccounts($ids: [ID!]!) {
  accounts(
    filter: {ids: $ids}
    page: {page: 1, perPage: 100, sortBy: "login", sortOrder: ASC}
  ) {
    items {
      id
      login
      disabled
      twoFactor {
        enabled
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SelectedAccountsQuery, SelectedAccountsQueryVariables>;
export const AccountLoginDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AccountLogin($id: ID!) {
  account(id: $id) {
    ...AccountFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}`) as unknown as TypedDocumentString<AccountLoginQuery, AccountLoginQueryVariables>;
export const AccountDetailsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "An account and all that belongs to it."
query AccountDetails($id: ID!, $withTrail: Boolean!) {
  account(id: $id) {
    ...AdministeredAccountFields
    ...ContactFields
    allowedNetworks
    groups {
      ...GroupFields
    }
    policy {
      ...AccountPolicyFields
    }
    passwordElsewhere
    lockedUntil
    devices {
      ...DeviceFields
    }
    tokens {
      ...AuthTokenFields
    }
    appPasswords {
      ...AppPasswordFields
    }
  }
  auditEvents(filter: {accountId: $id}, page: {page: 1, perPage: 10}) @include(if: $withTrail) {
    total
    items {
      ...AuditEventFields
    }
  }
  notifiesByMail
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment ContactFields on Account {
  email
  locale
  notificationAddress
  pendingEmail
  refusedAddress {
    address
    reason
    at
  }
}
fragment AdministeredAccountFields on Account {
  ...AccountFields
  permissions
  administersGroups {
    ...GroupFields
  }
  disabled
  locked
  reportedAt
  invitation {
    state
    expiresAt
  }
  requireTwoFactor
  createdAt
  lastSignInAt
  twoFactor {
    ...TwoFactorFields
  }
}
fragment AuditEventFields on AuditEvent {
  id
  at
  action
  actorId
  actorLogin
  accountId
  accountLogin
  ipAddress
  place {
    ...PlaceFields
  }
  details
}
fragment AppPasswordFields on AppPassword {
  id
  name
  scopes
  createdAt
  lastUsedAt
  lastUsedFrom
  expiresAt
}
fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}
fragment AuthTokenFields on AuthToken {
  id
  createdAt
  lastUsedAt
  expiresAt
  current
  device {
    id
    name
    userAgent
    place {
      ...PlaceFields
    }
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}
fragment GroupFields on Group {
  id
  name
  kind
  source
}
"The rules that apply to an account, and why."
fragment AccountPolicyFields on AccountPolicy {
  requireTwoFactor
  enrolmentDeadline
  allowAuthenticatorApp
  allowSecurityKeys
  allowBackupCodes
  allowAppPasswords
  allowPasswordForBackends
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  allowedNetworks
  alwaysAskFrom
  neverAskFrom
  reasons {
    rule
    bySettings
    byAccount
    groups {
      id
      name
    }
  }
  exemption {
    reason
    endsAt
    grantedBy
  }
}`) as unknown as TypedDocumentString<AccountDetailsQuery, AccountDetailsQueryVariables>;
export const CreateAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateAccount($input: CreateAccountInput!) {
  createAccount(input: $input) {
    id
    generatedPassword
    passwordLink {
      ...PasswordLinkFields
    }
  }
}
    fragment PasswordLinkFields on PasswordLink {
  url
  sentTo
  expiresAt
}`) as unknown as TypedDocumentString<CreateAccountMutation, CreateAccountMutationVariables>;
export const ImportAccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ImportAccounts($csv: String!, $dryRun: Boolean!, $createGroups: Boolean!) {
  importAccounts(csv: $csv, dryRun: $dryRun, createGroups: $createGroups) {
    line
    login
    displayName
    email
    locale
    role
    requireTwoFactor
    groups
    result
    problem
    invited
  }
}
    `) as unknown as TypedDocumentString<ImportAccountsMutation, ImportAccountsMutationVariables>;
export const IssuePasswordLinkDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation IssuePasswordLink($accountId: ID!, $byMail: Boolean) {
  issuePasswordLink(accountId: $accountId, byMail: $byMail) {
    ...PasswordLinkFields
  }
}
    fragment PasswordLinkFields on PasswordLink {
  url
  sentTo
  expiresAt
}`) as unknown as TypedDocumentString<IssuePasswordLinkMutation, IssuePasswordLinkMutationVariables>;
export const UpdateAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateAccount($id: ID!, $input: UpdateAccountInput!, $expected: ExpectedAccountInput) {
  updateAccount(id: $id, input: $input, expected: $expected) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateAccountMutation, UpdateAccountMutationVariables>;
export const UpdateContactDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateContact($accountId: ID!, $input: ContactInput!) {
  updateContact(accountId: $accountId, input: $input)
}
    `) as unknown as TypedDocumentString<UpdateContactMutation, UpdateContactMutationVariables>;
export const DeleteAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteAccount($id: ID!) {
  deleteAccount(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const ResetTwoFactorDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResetTwoFactor($id: ID!) {
  resetTwoFactor(accountId: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<ResetTwoFactorMutation, ResetTwoFactorMutationVariables>;
export const RemoveLostFactorDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveLostFactor($accountId: ID!, $method: SecondFactorMethod!, $id: ID, $evenLast: Boolean) {
  removeLostFactor(
    accountId: $accountId
    method: $method
    id: $id
    evenLast: $evenLast
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<RemoveLostFactorMutation, RemoveLostFactorMutationVariables>;
export const IssueRecoveryCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation IssueRecoveryCode($accountId: ID!) {
  issueRecoveryCode(accountId: $accountId) {
    code
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<IssueRecoveryCodeMutation, IssueRecoveryCodeMutationVariables>;
export const IssueBypassCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation IssueBypassCode($accountId: ID!, $hours: Int!, $uses: Int!) {
  issueBypassCode(accountId: $accountId, hours: $hours, uses: $uses) {
    code
    uses
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<IssueBypassCodeMutation, IssueBypassCodeMutationVariables>;
export const WithdrawBypassCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation WithdrawBypassCode($accountId: ID!) {
  withdrawBypassCode(accountId: $accountId)
}
    `) as unknown as TypedDocumentString<WithdrawBypassCodeMutation, WithdrawBypassCodeMutationVariables>;
export const RevokeAccountTokensDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeAccountTokens($id: ID!) {
  revokeAccountTokens(accountId: $id)
}
    `) as unknown as TypedDocumentString<RevokeAccountTokensMutation, RevokeAccountTokensMutationVariables>;
export const UnlockAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UnlockAccount($id: ID!) {
  unlockAccount(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<UnlockAccountMutation, UnlockAccountMutationVariables>;
export const RevokeAccountAppPasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeAccountAppPassword($accountId: ID!, $id: ID!) {
  revokeAccountAppPassword(accountId: $accountId, id: $id)
}
    `) as unknown as TypedDocumentString<RevokeAccountAppPasswordMutation, RevokeAccountAppPasswordMutationVariables>;
export const ApplyToAccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApplyToAccounts($ids: [ID!]!, $action: AccountAction!) {
  applyToAccounts(ids: $ids, action: $action) {
    id
    done
    code
  }
}
    `) as unknown as TypedDocumentString<ApplyToAccountsMutation, ApplyToAccountsMutationVariables>;
export const DevicesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Devices($filter: DeviceFilter, $page: PageInput) {
  devices(filter: $filter, page: $page) {
    total
    items {
      ...DeviceFields
      account {
        ...AccountFields
        permissions
        administersGroups {
          id
        }
      }
    }
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<DevicesQuery, DevicesQueryVariables>;
export const UntrustAccountDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UntrustAccountDevice($id: ID!) {
  untrustAccountDevice(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<UntrustAccountDeviceMutation, UntrustAccountDeviceMutationVariables>;
export const SignOutAccountDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SignOutAccountDevice($id: ID!) {
  signOutAccountDevice(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<SignOutAccountDeviceMutation, SignOutAccountDeviceMutationVariables>;
export const RemoveAccountDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveAccountDevice($id: ID!) {
  removeAccountDevice(id: $id)
}
    `) as unknown as TypedDocumentString<RemoveAccountDeviceMutation, RemoveAccountDeviceMutationVariables>;
export const AuthTokensDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AuthTokens($filter: AuthTokenFilter, $page: PageInput) {
  authTokens(filter: $filter, page: $page) {
    total
    items {
      ...AuthTokenFields
      secondFactor
      account {
        ...AccountFields
        permissions
        administersGroups {
          id
        }
      }
    }
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment AuthTokenFields on AuthToken {
  id
  createdAt
  lastUsedAt
  expiresAt
  current
  device {
    id
    name
    userAgent
    place {
      ...PlaceFields
    }
  }
}`) as unknown as TypedDocumentString<AuthTokensQuery, AuthTokensQueryVariables>;
export const RevokeAccountTokenDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeAccountToken($id: ID!) {
  revokeAccountToken(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeAccountTokenMutation, RevokeAccountTokenMutationVariables>;
export const RevokeAllTokensDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeAllTokens {
  revokeAllTokens(confirm: true)
}
    `) as unknown as TypedDocumentString<RevokeAllTokensMutation, RevokeAllTokensMutationVariables>;
export const AuditEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AuditEvents($filter: AuditFilter, $page: PageInput) {
  auditEvents(filter: $filter, page: $page) {
    total
    items {
      ...AuditEventFields
    }
  }
}
    fragment AuditEventFields on AuditEvent {
  id
  at
  action
  actorId
  actorLogin
  accountId
  accountLogin
  ipAddress
  place {
    ...PlaceFields
  }
  details
}
fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}`) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const SettingsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Settings {
  settings {
    ...SettingsFields
    logoPath
    protectedAccounts
    changesByProfile(profile: STRICT) {
      setting
      from
      to
    }
    lastChanges {
      setting
      at
      actorLogin
    }
  }
}
    fragment SettingsFields on Settings {
  disabled
  showRecommendationToConfigure
  allowAuthenticatorApp
  allowSecurityKeys
  offerPasskeys
  keepSignedIn
  allowBackupCodes
  allowUsedDevices
  allowAppPasswords
  allowPasswordForBackends
  allowPasswordResetByMail
  remindToEnrol
  digestToAdministrators
  clockTolerance
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  storeAuthTokenInDB
  requireTwoFactor
  enrolmentGraceDays
  serviceName
  accentColour
  helpUrl
  helpText
}`) as unknown as TypedDocumentString<SettingsQuery, SettingsQueryVariables>;
export const UnprotectedAccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "How many accounts have no second factor."
query UnprotectedAccounts {
  overview {
    protection {
      unprotected
      administratorsUnprotected
    }
  }
}
    `) as unknown as TypedDocumentString<UnprotectedAccountsQuery, UnprotectedAccountsQueryVariables>;
export const ApplySettingsProfileDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApplySettingsProfile($profile: SettingsProfile!) {
  applySettingsProfile(profile: $profile) {
    ...SettingsFields
  }
}
    fragment SettingsFields on Settings {
  disabled
  showRecommendationToConfigure
  allowAuthenticatorApp
  allowSecurityKeys
  offerPasskeys
  keepSignedIn
  allowBackupCodes
  allowUsedDevices
  allowAppPasswords
  allowPasswordForBackends
  allowPasswordResetByMail
  remindToEnrol
  digestToAdministrators
  clockTolerance
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  storeAuthTokenInDB
  requireTwoFactor
  enrolmentGraceDays
  serviceName
  accentColour
  helpUrl
  helpText
}`) as unknown as TypedDocumentString<ApplySettingsProfileMutation, ApplySettingsProfileMutationVariables>;
export const UpdateSettingsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateSettings($input: UpdateSettingsInput!, $expected: UpdateSettingsInput) {
  updateSettings(input: $input, expected: $expected) {
    ...SettingsFields
  }
}
    fragment SettingsFields on Settings {
  disabled
  showRecommendationToConfigure
  allowAuthenticatorApp
  allowSecurityKeys
  offerPasskeys
  keepSignedIn
  allowBackupCodes
  allowUsedDevices
  allowAppPasswords
  allowPasswordForBackends
  allowPasswordResetByMail
  remindToEnrol
  digestToAdministrators
  clockTolerance
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  storeAuthTokenInDB
  requireTwoFactor
  enrolmentGraceDays
  serviceName
  accentColour
  helpUrl
  helpText
}`) as unknown as TypedDocumentString<UpdateSettingsMutation, UpdateSettingsMutationVariables>;
export const SetLogoDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetLogo($image: String!) {
  setLogo(image: $image) {
    logoPath
  }
}
    `) as unknown as TypedDocumentString<SetLogoMutation, SetLogoMutationVariables>;
export const RemoveLogoDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveLogo {
  removeLogo {
    logoPath
  }
}
    `) as unknown as TypedDocumentString<RemoveLogoMutation, RemoveLogoMutationVariables>;
export const JobsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Jobs {
  jobs {
    ...JobFields
  }
}
    fragment JobFields on Job {
  name
  schedule
  timeZone
  running
  nextRunAt
  lastRunAt
  lastFinishedAt
  lastDurationMs
  failReason
  lastResult
}`) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const RunJobDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RunJob($name: String!) {
  runJob(name: $name) {
    ...JobFields
  }
}
    fragment JobFields on Job {
  name
  schedule
  timeZone
  running
  nextRunAt
  lastRunAt
  lastFinishedAt
  lastDurationMs
  failReason
  lastResult
}`) as unknown as TypedDocumentString<RunJobMutation, RunJobMutationVariables>;
export const MyAppPasswordsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyAppPasswords {
  programServers {
    scope
    address
  }
  me {
    login
    appPasswords {
      ...AppPasswordFields
    }
  }
}
    fragment AppPasswordFields on AppPassword {
  id
  name
  scopes
  createdAt
  lastUsedAt
  lastUsedFrom
  expiresAt
}`) as unknown as TypedDocumentString<MyAppPasswordsQuery, MyAppPasswordsQueryVariables>;
export const EndingAppPasswordsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Those that go with a change of the password."
query EndingAppPasswords {
  endingAppPasswords
}
    `) as unknown as TypedDocumentString<EndingAppPasswordsQuery, EndingAppPasswordsQueryVariables>;
export const CreateAppPasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateAppPassword($input: CreateAppPasswordInput!) {
  createAppPassword(input: $input) {
    password
    appPassword {
      ...AppPasswordFields
    }
  }
}
    fragment AppPasswordFields on AppPassword {
  id
  name
  scopes
  createdAt
  lastUsedAt
  lastUsedFrom
  expiresAt
}`) as unknown as TypedDocumentString<CreateAppPasswordMutation, CreateAppPasswordMutationVariables>;
export const RenameAppPasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenameAppPassword($id: ID!, $name: String!) {
  renameAppPassword(id: $id, name: $name) {
    ...AppPasswordFields
  }
}
    fragment AppPasswordFields on AppPassword {
  id
  name
  scopes
  createdAt
  lastUsedAt
  lastUsedFrom
  expiresAt
}`) as unknown as TypedDocumentString<RenameAppPasswordMutation, RenameAppPasswordMutationVariables>;
export const RevokeAppPasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeAppPassword($id: ID!) {
  revokeAppPassword(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeAppPasswordMutation, RevokeAppPasswordMutationVariables>;
export const ApplicationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Applications($page: PageInput) {
  applications(page: $page) {
    total
    items {
      ...ApplicationFields
    }
  }
}
    fragment ApplicationFields on Application {
  id
  kind
  name
  clientId
  secretCreatedAt
  oldSecretCreatedAt
  redirectUris
  postLogoutRedirectUris
  backchannelLogoutUri
  scopes
  signingAlgorithm
  tokenEndpointAuthMethod
  requirePkce
  refreshTokens
  mayIntrospect
  mayEnter
  requireSecondFactor
  maxAge
  enabled
  createdAt
  hosts
}`) as unknown as TypedDocumentString<ApplicationsQuery, ApplicationsQueryVariables>;
export const ApplicationDetailsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ApplicationDetails($id: ID!) {
  settings {
    disabled
  }
  application(id: $id) {
    ...ApplicationFields
  }
}
    fragment ApplicationFields on Application {
  id
  kind
  name
  clientId
  secretCreatedAt
  oldSecretCreatedAt
  redirectUris
  postLogoutRedirectUris
  backchannelLogoutUri
  scopes
  signingAlgorithm
  tokenEndpointAuthMethod
  requirePkce
  refreshTokens
  mayIntrospect
  mayEnter
  requireSecondFactor
  maxAge
  enabled
  createdAt
  hosts
}`) as unknown as TypedDocumentString<ApplicationDetailsQuery, ApplicationDetailsQueryVariables>;
export const CreateApplicationDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Its secret is shown this once."
mutation CreateApplication($input: CreateApplicationInput!) {
  createApplication(input: $input) {
    clientSecret
    application {
      ...ApplicationFields
    }
  }
}
    fragment ApplicationFields on Application {
  id
  kind
  name
  clientId
  secretCreatedAt
  oldSecretCreatedAt
  redirectUris
  postLogoutRedirectUris
  backchannelLogoutUri
  scopes
  signingAlgorithm
  tokenEndpointAuthMethod
  requirePkce
  refreshTokens
  mayIntrospect
  mayEnter
  requireSecondFactor
  maxAge
  enabled
  createdAt
  hosts
}`) as unknown as TypedDocumentString<CreateApplicationMutation, CreateApplicationMutationVariables>;
export const UpdateApplicationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateApplication($id: ID!, $input: UpdateApplicationInput!, $expected: UpdateApplicationInput) {
  updateApplication(id: $id, input: $input, expected: $expected) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateApplicationMutation, UpdateApplicationMutationVariables>;
export const RotateApplicationSecretDocument = /*#__PURE__*/ new TypedDocumentString(`
    "The secret before works on until it is dropped."
mutation RotateApplicationSecret($id: ID!) {
  rotateApplicationSecret(id: $id) {
    clientSecret
    application {
      ...ApplicationFields
    }
  }
}
    fragment ApplicationFields on Application {
  id
  kind
  name
  clientId
  secretCreatedAt
  oldSecretCreatedAt
  redirectUris
  postLogoutRedirectUris
  backchannelLogoutUri
  scopes
  signingAlgorithm
  tokenEndpointAuthMethod
  requirePkce
  refreshTokens
  mayIntrospect
  mayEnter
  requireSecondFactor
  maxAge
  enabled
  createdAt
  hosts
}`) as unknown as TypedDocumentString<RotateApplicationSecretMutation, RotateApplicationSecretMutationVariables>;
export const DropOldApplicationSecretDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DropOldApplicationSecret($id: ID!) {
  dropOldApplicationSecret(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<DropOldApplicationSecretMutation, DropOldApplicationSecretMutationVariables>;
export const DeleteApplicationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteApplication($id: ID!) {
  deleteApplication(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteApplicationMutation, DeleteApplicationMutationVariables>;
export const MyApplicationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyApplications {
  me {
    connectedApplications {
      applicationId
      name
      sessions {
        tokenId
        since
        current
      }
    }
  }
  myTokens {
    ...AuthTokenFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment AuthTokenFields on AuthToken {
  id
  createdAt
  lastUsedAt
  expiresAt
  current
  device {
    id
    name
    userAgent
    place {
      ...PlaceFields
    }
  }
}`) as unknown as TypedDocumentString<MyApplicationsQuery, MyApplicationsQueryVariables>;
export const EndApplicationSessionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EndApplicationSession($applicationId: ID!, $tokenId: ID!) {
  endApplicationSession(applicationId: $applicationId, tokenId: $tokenId)
}
    `) as unknown as TypedDocumentString<EndApplicationSessionMutation, EndApplicationSessionMutationVariables>;
export const MyDevicesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyDevices {
  myDevices {
    ...DeviceFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<MyDevicesQuery, MyDevicesQueryVariables>;
export const TrustCurrentDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TrustCurrentDevice {
  trustCurrentDevice {
    ...DeviceFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<TrustCurrentDeviceMutation, TrustCurrentDeviceMutationVariables>;
export const RenameDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenameDevice($id: ID!, $name: String!) {
  renameDevice(id: $id, name: $name) {
    ...DeviceFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<RenameDeviceMutation, RenameDeviceMutationVariables>;
export const UntrustDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UntrustDevice($id: ID!) {
  untrustDevice(id: $id) {
    ...DeviceFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<UntrustDeviceMutation, UntrustDeviceMutationVariables>;
export const UntrustAllDevicesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UntrustAllDevices {
  untrustAllDevices {
    ...DeviceFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<UntrustAllDevicesMutation, UntrustAllDevicesMutationVariables>;
export const SignOutDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SignOutDevice($id: ID!) {
  signOutDevice(id: $id) {
    ...DeviceFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  place {
    ...PlaceFields
  }
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}`) as unknown as TypedDocumentString<SignOutDeviceMutation, SignOutDeviceMutationVariables>;
export const RemoveDeviceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveDevice($id: ID!) {
  removeDevice(id: $id)
}
    `) as unknown as TypedDocumentString<RemoveDeviceMutation, RemoveDeviceMutationVariables>;
export const MyTokensDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyTokens {
  myTokens {
    ...AuthTokenFields
  }
}
    fragment PlaceFields on Place {
  country
  city
  network
  isLocal
}
fragment AuthTokenFields on AuthToken {
  id
  createdAt
  lastUsedAt
  expiresAt
  current
  device {
    id
    name
    userAgent
    place {
      ...PlaceFields
    }
  }
}`) as unknown as TypedDocumentString<MyTokensQuery, MyTokensQueryVariables>;
export const RevokeTokenDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeToken($id: ID!) {
  revokeToken(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const RevokeOtherTokensDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeOtherTokens {
  revokeOtherTokens
}
    `) as unknown as TypedDocumentString<RevokeOtherTokensMutation, RevokeOtherTokensMutationVariables>;
export const SecureAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Somebody else was at the account: they are signed out, and no device is spared the second factor."
mutation SecureAccount {
  revokeOtherTokens
  untrustAllDevices {
    id
  }
}
    `) as unknown as TypedDocumentString<SecureAccountMutation, SecureAccountMutationVariables>;
export const BeginAuthenticatorAppSetupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginAuthenticatorAppSetup {
  beginAuthenticatorAppSetup {
    secret
    otpauthUri
    qrCode
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<BeginAuthenticatorAppSetupMutation, BeginAuthenticatorAppSetupMutationVariables>;
export const ConfirmAuthenticatorAppSetupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ConfirmAuthenticatorAppSetup($code: String!) {
  confirmAuthenticatorAppSetup(code: $code) {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<ConfirmAuthenticatorAppSetupMutation, ConfirmAuthenticatorAppSetupMutationVariables>;
export const CancelAuthenticatorAppSetupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelAuthenticatorAppSetup {
  cancelAuthenticatorAppSetup
}
    `) as unknown as TypedDocumentString<CancelAuthenticatorAppSetupMutation, CancelAuthenticatorAppSetupMutationVariables>;
export const DisableAuthenticatorAppDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DisableAuthenticatorApp {
  disableAuthenticatorApp {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<DisableAuthenticatorAppMutation, DisableAuthenticatorAppMutationVariables>;
export const BeginSecurityKeyRegistrationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginSecurityKeyRegistration($onThisDevice: Boolean) {
  beginSecurityKeyRegistration(onThisDevice: $onThisDevice)
}
    `) as unknown as TypedDocumentString<BeginSecurityKeyRegistrationMutation, BeginSecurityKeyRegistrationMutationVariables>;
export const BeginAutomaticPasskeyRegistrationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginAutomaticPasskeyRegistration {
  beginAutomaticPasskeyRegistration
}
    `) as unknown as TypedDocumentString<BeginAutomaticPasskeyRegistrationMutation, BeginAutomaticPasskeyRegistrationMutationVariables>;
export const FinishAutomaticPasskeyRegistrationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation FinishAutomaticPasskeyRegistration($name: String!, $response: JSON!) {
  finishAutomaticPasskeyRegistration(name: $name, response: $response) {
    ...SecurityKeyFields
  }
}
    fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<FinishAutomaticPasskeyRegistrationMutation, FinishAutomaticPasskeyRegistrationMutationVariables>;
export const FinishSecurityKeyRegistrationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation FinishSecurityKeyRegistration($name: String!, $response: JSON!) {
  finishSecurityKeyRegistration(name: $name, response: $response) {
    ...SecurityKeyFields
  }
}
    fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<FinishSecurityKeyRegistrationMutation, FinishSecurityKeyRegistrationMutationVariables>;
export const RenameSecurityKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenameSecurityKey($id: ID!, $name: String!) {
  renameSecurityKey(id: $id, name: $name) {
    ...SecurityKeyFields
  }
}
    fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<RenameSecurityKeyMutation, RenameSecurityKeyMutationVariables>;
export const RemoveSecurityKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveSecurityKey($id: ID!) {
  removeSecurityKey(id: $id) {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<RemoveSecurityKeyMutation, RemoveSecurityKeyMutationVariables>;
export const PasskeySignalDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Arguments of the browser's WebAuthn signal API, after each change of keys."
query PasskeySignal {
  passkeySignal {
    rpId
    userId
    allAcceptedCredentialIds
    name
    displayName
  }
}
    `) as unknown as TypedDocumentString<PasskeySignalQuery, PasskeySignalQueryVariables>;
export const GenerateBackupCodesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateBackupCodes {
  generateBackupCodes(untilConfirmed: true)
}
    `) as unknown as TypedDocumentString<GenerateBackupCodesMutation, GenerateBackupCodesMutationVariables>;
export const ConfirmBackupCodesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ConfirmBackupCodes($code: String!) {
  confirmBackupCodes(code: $code) {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<ConfirmBackupCodesMutation, ConfirmBackupCodesMutationVariables>;
export const RemoveBackupCodesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveBackupCodes {
  removeBackupCodes {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<RemoveBackupCodesMutation, RemoveBackupCodesMutationVariables>;
export const DisableTwoFactorDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DisableTwoFactor {
  disableTwoFactor {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<DisableTwoFactorMutation, DisableTwoFactorMutationVariables>;
export const DismissTwoFactorRecommendationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DismissTwoFactorRecommendation {
  dismissTwoFactorRecommendation {
    ...TwoFactorFields
  }
}
    fragment TwoFactorFields on TwoFactorStatus {
  enabled
  required
  recommended
  enrolmentDeadline
  backupCodesRemaining
  bypassCode {
    usesLeft
    expiresAt
  }
  authenticatorApp {
    digits
    shortSecret
    createdAt
    lastUsedAt
  }
  securityKeys {
    ...SecurityKeyFields
  }
}
fragment SecurityKeyFields on SecurityKey {
  id
  name
  model
  createdAt
  lastUsedAt
  transports
  backedUp
  counterRegressedAt
}`) as unknown as TypedDocumentString<DismissTwoFactorRecommendationMutation, DismissTwoFactorRecommendationMutationVariables>;
export const GroupsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Groups($filter: GroupFilter, $page: PageInput) {
  groups(filter: $filter, page: $page) {
    total
    items {
      ...GroupFields
      createdAt
      memberCount
    }
  }
}
    fragment GroupFields on Group {
  id
  name
  kind
  source
}`) as unknown as TypedDocumentString<GroupsQuery, GroupsQueryVariables>;
export const GroupNamesDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Groups whose names begin so."
query GroupNames($filter: GroupFilter!) {
  groups(filter: $filter, page: {page: 1, perPage: 20}) {
    items {
      ...GroupFields
    }
  }
}
    fragment GroupFields on Group {
  id
  name
  kind
  source
}`) as unknown as TypedDocumentString<GroupNamesQuery, GroupNamesQueryVariables>;
export const GroupNameDocument = /*#__PURE__*/ new TypedDocumentString(`
    query GroupName($id: ID!) {
  group(id: $id) {
    ...GroupFields
  }
}
    fragment GroupFields on Group {
  id
  name
  kind
  source
}`) as unknown as TypedDocumentString<GroupNameQuery, GroupNameQueryVariables>;
export const GroupDetailsDocument = /*#__PURE__*/ new TypedDocumentString(`
    "A group with its first members."
query GroupDetails($id: ID!) {
  group(id: $id) {
    ...GroupFields
    createdAt
    memberCount
    policy {
      ...GroupPolicyFields
    }
  }
  accounts(filter: {groupId: $id}, page: {page: 1, perPage: 10}) {
    total
    items {
      ...AccountFields
    }
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment GroupFields on Group {
  id
  name
  kind
  source
}
fragment GroupPolicyFields on GroupPolicy {
  requireTwoFactor
  enrolmentGraceDays
  allowAuthenticatorApp
  allowSecurityKeys
  allowBackupCodes
  allowAppPasswords
  allowPasswordForBackends
  trustDevicesForDays
  authTokenExpirationLifetimeDays
  idleTimeoutMinutes
  allowedNetworks
  alwaysAskFrom
  neverAskFrom
}`) as unknown as TypedDocumentString<GroupDetailsQuery, GroupDetailsQueryVariables>;
export const CreateGroupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateGroup($input: CreateGroupInput!) {
  createGroup(input: $input) {
    ...GroupFields
  }
}
    fragment GroupFields on Group {
  id
  name
  kind
  source
}`) as unknown as TypedDocumentString<CreateGroupMutation, CreateGroupMutationVariables>;
export const UpdateGroupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateGroup($id: ID!, $name: String!, $expected: String) {
  updateGroup(id: $id, name: $name, expected: $expected) {
    ...GroupFields
  }
}
    fragment GroupFields on Group {
  id
  name
  kind
  source
}`) as unknown as TypedDocumentString<UpdateGroupMutation, UpdateGroupMutationVariables>;
export const DeleteGroupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteGroup($id: ID!) {
  deleteGroup(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteGroupMutation, DeleteGroupMutationVariables>;
export const AddToGroupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddToGroup($id: ID!, $accountIds: [ID!]!) {
  addToGroup(id: $id, accountIds: $accountIds) {
    id
    done
    code
    message
  }
}
    `) as unknown as TypedDocumentString<AddToGroupMutation, AddToGroupMutationVariables>;
export const RemoveFromGroupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveFromGroup($id: ID!, $accountIds: [ID!]!) {
  removeFromGroup(id: $id, accountIds: $accountIds) {
    id
    done
    code
    message
  }
}
    `) as unknown as TypedDocumentString<RemoveFromGroupMutation, RemoveFromGroupMutationVariables>;
export const SetGroupPolicyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetGroupPolicy($groupId: ID!, $input: GroupPolicyInput!, $expected: GroupPolicyInput) {
  setGroupPolicy(groupId: $groupId, input: $input, expected: $expected) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetGroupPolicyMutation, SetGroupPolicyMutationVariables>;
export const SetExemptionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetExemption($accountId: ID!, $reason: String!, $endsAt: DateTimeISO!) {
  setExemption(accountId: $accountId, reason: $reason, endsAt: $endsAt) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetExemptionMutation, SetExemptionMutationVariables>;
export const WithdrawExemptionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation WithdrawExemption($accountId: ID!) {
  withdrawExemption(accountId: $accountId) {
    id
  }
}
    `) as unknown as TypedDocumentString<WithdrawExemptionMutation, WithdrawExemptionMutationVariables>;
export const ReauthenticateDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Reauthenticate($password: String, $code: String) {
  reauthenticate(password: $password, code: $code)
}
    `) as unknown as TypedDocumentString<ReauthenticateMutation, ReauthenticateMutationVariables>;
export const BeginReauthenticationWithSecurityKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginReauthenticationWithSecurityKey {
  beginReauthenticationWithSecurityKey
}
    `) as unknown as TypedDocumentString<BeginReauthenticationWithSecurityKeyMutation, BeginReauthenticationWithSecurityKeyMutationVariables>;
export const ReauthenticateWithSecurityKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReauthenticateWithSecurityKey($response: JSON!) {
  reauthenticateWithSecurityKey(response: $response)
}
    `) as unknown as TypedDocumentString<ReauthenticateWithSecurityKeyMutation, ReauthenticateWithSecurityKeyMutationVariables>;
export const ServiceAccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ServiceAccounts($page: PageInput) {
  serviceAccounts(page: $page) {
    total
    items {
      ...ServiceAccountFields
    }
  }
}
    fragment ServiceTokenFields on ServiceToken {
  id
  hint
  createdAt
  expiresAt
  replacedAt
  lastUsedAt
}
fragment ServiceAccountFields on ServiceAccount {
  id
  name
  permissions
  allowedNetworks
  disabled
  createdAt
  createdBy
  lastUsedAt
  tokens {
    ...ServiceTokenFields
  }
}`) as unknown as TypedDocumentString<ServiceAccountsQuery, ServiceAccountsQueryVariables>;
export const ServiceAccountDetailsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ServiceAccountDetails($id: ID!) {
  serviceAccount(id: $id) {
    ...ServiceAccountFields
  }
}
    fragment ServiceTokenFields on ServiceToken {
  id
  hint
  createdAt
  expiresAt
  replacedAt
  lastUsedAt
}
fragment ServiceAccountFields on ServiceAccount {
  id
  name
  permissions
  allowedNetworks
  disabled
  createdAt
  createdBy
  lastUsedAt
  tokens {
    ...ServiceTokenFields
  }
}`) as unknown as TypedDocumentString<ServiceAccountDetailsQuery, ServiceAccountDetailsQueryVariables>;
export const CreateServiceAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateServiceAccount($input: CreateServiceAccountInput!) {
  createServiceAccount(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateServiceAccountMutation, CreateServiceAccountMutationVariables>;
export const UpdateServiceAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateServiceAccount($id: ID!, $input: UpdateServiceAccountInput!, $expected: ExpectedServiceAccountInput) {
  updateServiceAccount(id: $id, input: $input, expected: $expected) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateServiceAccountMutation, UpdateServiceAccountMutationVariables>;
export const DeleteServiceAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteServiceAccount($id: ID!) {
  deleteServiceAccount(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteServiceAccountMutation, DeleteServiceAccountMutationVariables>;
export const IssueServiceTokenDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation IssueServiceToken($id: ID!, $days: Int!) {
  issueServiceToken(id: $id, days: $days) {
    secret
  }
}
    `) as unknown as TypedDocumentString<IssueServiceTokenMutation, IssueServiceTokenMutationVariables>;
export const RotateServiceTokenDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RotateServiceToken($id: ID!, $overlapDays: Int!) {
  rotateServiceToken(id: $id, overlapDays: $overlapDays) {
    secret
  }
}
    `) as unknown as TypedDocumentString<RotateServiceTokenMutation, RotateServiceTokenMutationVariables>;
export const RevokeServiceTokenDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeServiceToken($id: ID!) {
  revokeServiceToken(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeServiceTokenMutation, RevokeServiceTokenMutationVariables>;
export const SignInDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SignIn($input: SignInInput!, $withTokens: Boolean! = false) {
  signIn(input: $input) {
    __typename
    ... on SignedIn {
      ...SignedInFields
    }
    ... on SecondFactorRequired {
      challenge
      methods
      codeDigits
      challengeExpiresAt: expiresAt
      trustDeviceForDays
    }
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const VerifyAuthenticatorCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyAuthenticatorCode($challenge: String!, $code: String!, $trustDevice: Boolean, $withTokens: Boolean! = false) {
  verifyAuthenticatorCode(
    challenge: $challenge
    code: $code
    trustDevice: $trustDevice
  ) {
    ...SignedInFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<VerifyAuthenticatorCodeMutation, VerifyAuthenticatorCodeMutationVariables>;
export const VerifyBackupCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyBackupCode($challenge: String!, $code: String!, $trustDevice: Boolean, $withTokens: Boolean! = false) {
  verifyBackupCode(challenge: $challenge, code: $code, trustDevice: $trustDevice) {
    ...SignedInFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<VerifyBackupCodeMutation, VerifyBackupCodeMutationVariables>;
export const VerifyRecoveryCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyRecoveryCode($challenge: String!, $code: String!, $withTokens: Boolean! = false) {
  verifyRecoveryCode(challenge: $challenge, code: $code) {
    ...SignedInFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<VerifyRecoveryCodeMutation, VerifyRecoveryCodeMutationVariables>;
export const VerifyBypassCodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyBypassCode($challenge: String!, $code: String!, $withTokens: Boolean! = false) {
  verifyBypassCode(challenge: $challenge, code: $code) {
    ...SignedInFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<VerifyBypassCodeMutation, VerifyBypassCodeMutationVariables>;
export const BeginSecurityKeyVerificationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginSecurityKeyVerification($challenge: String!) {
  beginSecurityKeyVerification(challenge: $challenge)
}
    `) as unknown as TypedDocumentString<BeginSecurityKeyVerificationMutation, BeginSecurityKeyVerificationMutationVariables>;
export const VerifySecurityKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifySecurityKey($challenge: String!, $response: JSON!, $trustDevice: Boolean, $withTokens: Boolean! = false) {
  verifySecurityKey(
    challenge: $challenge
    response: $response
    trustDevice: $trustDevice
  ) {
    ...SignedInFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<VerifySecurityKeyMutation, VerifySecurityKeyMutationVariables>;
export const BeginPasskeySignInDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginPasskeySignIn {
  beginPasskeySignIn
}
    `) as unknown as TypedDocumentString<BeginPasskeySignInMutation, BeginPasskeySignInMutationVariables>;
export const SignInWithPasskeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SignInWithPasskey($response: JSON!, $deviceToken: String, $deviceName: String, $keepSignedIn: Boolean, $withTokens: Boolean! = false) {
  signInWithPasskey(
    response: $response
    deviceToken: $deviceToken
    deviceName: $deviceName
    keepSignedIn: $keepSignedIn
  ) {
    ...SignedInFields
  }
}
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
fragment SignedInFields on SignedIn {
  token @include(if: $withTokens)
  deviceToken @include(if: $withTokens)
  expiresAt
  account {
    ...AccountFields
  }
  device {
    id
    name
    trustedUntil
  }
}`) as unknown as TypedDocumentString<SignInWithPasskeyMutation, SignInWithPasskeyMutationVariables>;
export const SignOutDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SignOut {
  signOut
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const SignInContextDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SignInContext($to: String!) {
  signInContext(to: $to) {
    application
    needs
  }
}
    `) as unknown as TypedDocumentString<SignInContextQuery, SignInContextQueryVariables>;
export const RequestPasswordResetDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RequestPasswordReset($login: String!) {
  requestPasswordReset(login: $login)
}
    `) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const OpenPasswordResetDocument = /*#__PURE__*/ new TypedDocumentString(`
    "The token stands behind the # of the link that was mailed."
mutation OpenPasswordReset($token: String!) {
  openPasswordReset(token: $token) {
    login
    methods
    codeDigits
  }
}
    `) as unknown as TypedDocumentString<OpenPasswordResetMutation, OpenPasswordResetMutationVariables>;
export const BeginPasswordResetWithSecurityKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginPasswordResetWithSecurityKey($token: String!) {
  beginPasswordResetWithSecurityKey(token: $token)
}
    `) as unknown as TypedDocumentString<BeginPasswordResetWithSecurityKeyMutation, BeginPasswordResetWithSecurityKeyMutationVariables>;
export const ResetPasswordByMailDocument = /*#__PURE__*/ new TypedDocumentString(`
    "Answers with the login to sign in with."
mutation ResetPasswordByMail($token: String!, $newPassword: String!, $code: String, $response: JSON) {
  resetPasswordByMail(
    token: $token
    newPassword: $newPassword
    code: $code
    response: $response
  )
}
    `) as unknown as TypedDocumentString<ResetPasswordByMailMutation, ResetPasswordByMailMutationVariables>;