/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A new app password. The password itself is generated, never chosen. */
export type CreateAppPasswordInput = {
  /** In the future; left out: it does not expire. */
  expiresAt?: string | null | undefined;
  /** Up to 100 characters, to tell it from others. */
  name: string;
  /** The kinds of backend it opens: `dav`, `imap`, `smtp`, or other names that the backends ask for. */
  scopes: Array<string>;
};

/** Which part of a list, in which order. */
export type PageInput = {
  /** From 1. */
  page: number;
  /** Rows a page, 1 to 100. */
  perPage: number;
  /** A field of the list that can be sorted by. */
  sortBy?: string | null | undefined;
  /** ASC when left out and sortBy is given. */
  sortOrder?: SortOrder | null | undefined;
};

/** What an account may do. */
export type Role =
  | 'ADMIN'
  | 'USER';

/** Ways to prove oneself after the password. */
export type SecondFactorMethod =
  | 'AUTHENTICATOR_APP'
  | 'BACKUP_CODE'
  | 'SECURITY_KEY';

/** Step one of signing in. */
export type SignInInput = {
  /** What to call this device; up to 100 characters. */
  deviceName?: string | null | undefined;
  /** For apps: the last SignedIn.deviceToken. Browsers carry it in an HttpOnly cookie. */
  deviceToken?: string | null | undefined;
  /** Without regard to case. */
  login: string;
  /** The account’s password. */
  password: string;
};

/** Direction of a sorted list. */
export type SortOrder =
  | 'ASC'
  | 'DESC';

export type AccountFieldsFragment = { id: string, login: string, displayName: string | null, role: Role };

export type TwoFactorFieldsFragment = { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, login: string, displayName: string | null, role: Role, twoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } } | null };

export type PublicSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type PublicSettingsQuery = { publicSettings: { serviceName: string, twoFactorAvailable: boolean, methods: Array<SecondFactorMethod>, trustDevicesForDays: number, appPasswordsAvailable: boolean } };

export type ChangePasswordMutationVariables = Exact<{
  currentPassword: string;
  newPassword: string;
}>;


export type ChangePasswordMutation = { changePassword: boolean };

export type MySecurityEventsQueryVariables = Exact<{
  page?: PageInput | null | undefined;
}>;


export type MySecurityEventsQuery = { mySecurityEvents: { total: number, items: Array<{ id: string, at: string, action: string, byAnother: boolean, ipAddress: string | null, details: unknown }> } };

export type AppPasswordFieldsFragment = { id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null };

export type MyAppPasswordsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyAppPasswordsQuery = { me: { appPasswords: Array<{ id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, lastUsedFrom: string | null, expiresAt: string | null }> } | null };

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

export type DeviceFieldsFragment = { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean };

export type AuthTokenFieldsFragment = { id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, device: { id: string, name: string, userAgent: string | null } | null };

export type MyDevicesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyDevicesQuery = { myDevices: Array<{ id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean }> };

export type TrustCurrentDeviceMutationVariables = Exact<{ [key: string]: never; }>;


export type TrustCurrentDeviceMutation = { trustCurrentDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean } };

export type RenameDeviceMutationVariables = Exact<{
  id: string;
  name: string;
}>;


export type RenameDeviceMutation = { renameDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean } };

export type UntrustDeviceMutationVariables = Exact<{
  id: string;
}>;


export type UntrustDeviceMutation = { untrustDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean } };

export type UntrustAllDevicesMutationVariables = Exact<{ [key: string]: never; }>;


export type UntrustAllDevicesMutation = { untrustAllDevices: Array<{ id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean }> };

export type SignOutDeviceMutationVariables = Exact<{
  id: string;
}>;


export type SignOutDeviceMutation = { signOutDevice: { id: string, name: string, userAgent: string | null, ipAddress: string | null, createdAt: string, lastSeenAt: string, trustedUntil: string | null, current: boolean, signedIn: boolean } };

export type RemoveDeviceMutationVariables = Exact<{
  id: string;
}>;


export type RemoveDeviceMutation = { removeDevice: boolean };

export type MyTokensQueryVariables = Exact<{ [key: string]: never; }>;


export type MyTokensQuery = { myTokens: Array<{ id: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, current: boolean, device: { id: string, name: string, userAgent: string | null } | null }> };

export type RevokeTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeTokenMutation = { revokeToken: boolean };

export type RevokeOtherTokensMutationVariables = Exact<{ [key: string]: never; }>;


export type RevokeOtherTokensMutation = { revokeOtherTokens: number };

export type SecurityKeyFieldsFragment = { id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null };

export type BeginAuthenticatorAppSetupMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginAuthenticatorAppSetupMutation = { beginAuthenticatorAppSetup: { secret: string, otpauthUri: string, qrCode: string, expiresAt: string } };

export type ConfirmAuthenticatorAppSetupMutationVariables = Exact<{
  code: string;
}>;


export type ConfirmAuthenticatorAppSetupMutation = { confirmAuthenticatorAppSetup: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type DisableAuthenticatorAppMutationVariables = Exact<{ [key: string]: never; }>;


export type DisableAuthenticatorAppMutation = { disableAuthenticatorApp: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type BeginSecurityKeyRegistrationMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginSecurityKeyRegistrationMutation = { beginSecurityKeyRegistration: unknown };

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


export type RemoveSecurityKeyMutation = { removeSecurityKey: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type PasskeySignalQueryVariables = Exact<{ [key: string]: never; }>;


export type PasskeySignalQuery = { passkeySignal: { rpId: string, userId: string, allAcceptedCredentialIds: Array<string>, name: string, displayName: string } };

export type GenerateBackupCodesMutationVariables = Exact<{ [key: string]: never; }>;


export type GenerateBackupCodesMutation = { generateBackupCodes: Array<string> };

export type RemoveBackupCodesMutationVariables = Exact<{ [key: string]: never; }>;


export type RemoveBackupCodesMutation = { removeBackupCodes: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

export type DisableTwoFactorMutationVariables = Exact<{ [key: string]: never; }>;


export type DisableTwoFactorMutation = { disableTwoFactor: { enabled: boolean, required: boolean, recommended: boolean, enrolmentDeadline: string | null, backupCodesRemaining: number, authenticatorApp: { createdAt: string, lastUsedAt: string | null } | null, securityKeys: Array<{ id: string, name: string, model: string | null, createdAt: string, lastUsedAt: string | null, transports: Array<string>, backedUp: boolean, counterRegressedAt: string | null }> } };

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

export type SignedInFieldsFragment = { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
  withTokens?: boolean;
}>;


export type SignInMutation = { signIn:
    | { __typename: 'SecondFactorRequired', challenge: string, methods: Array<SecondFactorMethod>, trustDeviceForDays: number, challengeExpiresAt: string }
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
  withTokens?: boolean;
}>;


export type SignInWithPasskeyMutation = { signInWithPasskey: { token?: string, deviceToken?: string, expiresAt: string | null, account: { id: string, login: string, displayName: string | null, role: Role }, device: { id: string, name: string, trustedUntil: string | null } } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: boolean };

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
  authenticatorApp {
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
export const DeviceFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
  createdAt
  lastSeenAt
  trustedUntil
  current
  signedIn
}
    `, {"fragmentName":"DeviceFields"}) as unknown as TypedDocumentString<DeviceFieldsFragment, unknown>;
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
  }
}
    `, {"fragmentName":"AuthTokenFields"}) as unknown as TypedDocumentString<AuthTokenFieldsFragment, unknown>;
export const AccountFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountFields on Account {
  id
  login
  displayName
  role
}
    `, {"fragmentName":"AccountFields"}) as unknown as TypedDocumentString<AccountFieldsFragment, unknown>;
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
    "Who is signed in; null for nobody."
query Me {
  me {
    ...AccountFields
    twoFactor {
      ...TwoFactorFields
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
  authenticatorApp {
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
    twoFactorAvailable
    methods
    trustDevicesForDays
    appPasswordsAvailable
  }
}
    `) as unknown as TypedDocumentString<PublicSettingsQuery, PublicSettingsQueryVariables>;
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
      details
    }
  }
}
    `) as unknown as TypedDocumentString<MySecurityEventsQuery, MySecurityEventsQueryVariables>;
export const MyAppPasswordsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyAppPasswords {
  me {
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
export const MyDevicesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyDevices {
  myDevices {
    ...DeviceFields
  }
}
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
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
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
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
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
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
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
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
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
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
    fragment DeviceFields on Device {
  id
  name
  userAgent
  ipAddress
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
  authenticatorApp {
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
  authenticatorApp {
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
    mutation BeginSecurityKeyRegistration {
  beginSecurityKeyRegistration
}
    `) as unknown as TypedDocumentString<BeginSecurityKeyRegistrationMutation, BeginSecurityKeyRegistrationMutationVariables>;
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
  authenticatorApp {
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
  generateBackupCodes
}
    `) as unknown as TypedDocumentString<GenerateBackupCodesMutation, GenerateBackupCodesMutationVariables>;
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
  authenticatorApp {
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
  authenticatorApp {
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
    mutation SignInWithPasskey($response: JSON!, $deviceToken: String, $deviceName: String, $withTokens: Boolean! = false) {
  signInWithPasskey(
    response: $response
    deviceToken: $deviceToken
    deviceName: $deviceName
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