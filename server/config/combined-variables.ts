import { OperatorError } from '../platform/operator-error.js';
import type { Environment } from './environment.js';
import type { MailConfig } from '../events/notifications/mail-sender.js';
import type { WebhookConfig } from '../events/notifications/webhook-sender.js';
import type { DirectoryConfig } from '../accounts/directories/directory.js';
import type { LdapOptions } from '../accounts/directories/ldap-options.js';
import { fits } from '../factors/security-keys/relying-party.js';

// What several variables must be together, and what they make. Each throws OperatorError.

/** A list of models means nothing while keys are believed what they say of themselves. */
export function refuseUnprovenModels(values: Environment): void {
  const { WEBAUTHN_ATTESTATION, WEBAUTHN_AAGUIDS, WEBAUTHN_TRUST_ANCHORS, WEBAUTHN_METADATA } = values;
  const hasAnchors = WEBAUTHN_TRUST_ANCHORS !== undefined || WEBAUTHN_METADATA !== undefined;
  if (WEBAUTHN_AAGUIDS.length > 0 && !hasAnchors) {
    throw new OperatorError(
      'WEBAUTHN_AAGUIDS: needs WEBAUTHN_METADATA or WEBAUTHN_TRUST_ANCHORS, or a key could claim any model',
    );
  }
  if (hasAnchors && WEBAUTHN_ATTESTATION !== 'direct') {
    throw new OperatorError(
      'WEBAUTHN_ATTESTATION: must be direct with WEBAUTHN_METADATA or WEBAUTHN_TRUST_ANCHORS, or no key proves its model',
    );
  }
}

/** Browsers would refuse every ceremony of an RP ID that no page has in its host (WebAuthn L3 §5.1.3). */
export function refuseForeignRpId({
  RP_ID: id,
  PUBLIC_URL: publicUrl,
  WEBAUTHN_ORIGINS: related,
}: Environment): void {
  if (id === undefined) return;
  const origins = [publicUrl ?? 'http://localhost', ...related];
  if (origins.some((origin) => fits(id, origin))) return;
  throw new OperatorError(
    `RP_ID: must be the host of PUBLIC_URL or a domain it ends in (or that of one of WEBAUTHN_ORIGINS), which ${id} is not of ${origins.join(', ')}`,
  );
}

export function mailFrom(values: Environment): MailConfig | undefined {
  const { SMTP_URL: smtp, MAIL_FROM: from, MAIL_LOCALE: locale } = values;
  if (smtp === undefined) return undefined;
  if (from === undefined) throw new OperatorError('MAIL_FROM: must be given with SMTP_URL');
  return { smtp, startTls: values.SMTP_STARTTLS === 'on', from, locale };
}

export function webhooksFrom(urls: string[], secrets: string[], events: string[]): WebhookConfig {
  if (urls.length > 0 && secrets.length === 0) {
    throw new OperatorError(
      'WEBHOOK_SECRET: must be given with WEBHOOK_URLS (make one with: echo whsec_$(openssl rand -base64 32))',
    );
  }
  return { urls, secrets, events };
}

export function passwordDirectory(values: Environment): DirectoryConfig | undefined {
  const { PASSWORD_SERVER: url, LOGIN_DOMAIN: loginDomain } = values;
  const isMailServer = url?.protocol.startsWith('imap') === true;
  if (loginDomain && !isMailServer) {
    throw new OperatorError('LOGIN_DOMAIN: is for a PASSWORD_SERVER of imaps: or imap:');
  }
  if (!url) return undefined;
  const server = {
    url,
    startTls: values.PASSWORD_SERVER_STARTTLS === 'on',
    ca: values.PASSWORD_SERVER_CA,
  };
  if (!isMailServer) return { ...server, ldap: ldapFrom(values) };
  if (!loginDomain) {
    throw new OperatorError(
      'LOGIN_DOMAIN: must be given with a mail server, or maria and maria@example.org would be two accounts of one mailbox: add:example.org, strip:example.org, insist, or as-typed where it tells them apart',
    );
  }
  return { ...server, loginDomain };
}

function ldapFrom(values: Environment): LdapOptions {
  const { LDAP_BIND_DN: dn, LDAP_BIND_PASSWORD: password } = values;
  if (dn !== undefined && password === undefined)
    throw new OperatorError('LDAP_BIND_PASSWORD: must be given');
  if (values.LDAP_BASE === '' && values.LDAP_USER_DN === undefined) {
    throw new OperatorError('LDAP_BASE: must be given with an LDAP server, or LDAP_USER_DN');
  }
  return {
    userDn: values.LDAP_USER_DN,
    base: values.LDAP_BASE,
    filter: values.LDAP_FILTER,
    searcher: dn === undefined || password === undefined ? undefined : { dn, password },
    loginAttribute: values.LDAP_LOGIN_ATTRIBUTE,
    nameAttribute: values.LDAP_NAME_ATTRIBUTE,
    groupAttribute: values.LDAP_GROUP_ATTRIBUTE,
  };
}
