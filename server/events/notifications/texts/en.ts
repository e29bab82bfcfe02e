import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'An authenticator app',
  securityKey: 'A security key or passkey',
  backupCodes: 'Backup codes',
  appPassword: 'An app password',
  all: 'Two-factor authentication',
};
const codes = (n = 0): string => (n === 1 ? '1 backup code' : `${n} backup codes`);

export const en: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Sign-in on a new device',
      sentence: 'Your account was used to sign in on a device that it had not been used on before.',
    }),
    halfFinished: () => ({
      subject: 'Somebody knows your password',
      sentence:
        'Somebody entered your password, then several wrong codes. The second factor kept them out, but they know the password.',
    }),
    lockedOut: () => ({
      subject: 'Sign-in was locked',
      sentence:
        'After too many failed attempts, signing in to your account was locked for a while. Devices you have signed in on before still work.',
    }),
    factorAdded: (facts) => ({
      subject: `${named(FACTORS, facts)}: added`,
      sentence: `Added to your account: ${named(FACTORS, facts).toLowerCase()}.`,
    }),
    factorRemoved: (facts) => ({
      subject: `${named(FACTORS, facts)}: removed`,
      sentence: `Removed from your account: ${named(FACTORS, facts).toLowerCase()}. It is less protected now.`,
    }),
    twoFactorReset: () => ({
      subject: 'Two-factor authentication was reset',
      sentence:
        'An administrator removed all second factors of your account and signed it out everywhere. Set up a second factor again.',
    }),
    backupCodeUsed: (facts) => ({
      subject: isFew(facts) ? `Only ${codes(facts.remaining)} left` : 'A backup code was used',
      sentence: `A backup code was used for your account; ${codes(facts.remaining)} left.${isFew(facts) ? ' Make new ones before you run out.' : ''}`,
    }),
    recoveryCodeIssued: () => ({
      subject: 'A recovery code was issued',
      sentence:
        'An administrator issued a recovery code, which signs in to your account once without its second factor.',
    }),
    recoveryCodeUsed: () => ({
      subject: 'A recovery code was used',
      sentence: 'A recovery code was used to sign in to your account without its second factor.',
    }),
    passwordChanged: () => ({
      subject: 'Your password was changed',
      sentence: 'The password of your account was changed. Other devices were signed out.',
    }),
    passwordSet: () => ({
      subject: 'An administrator set your password',
      sentence: 'An administrator set a new password for your account and signed it out everywhere.',
    }),
    passwordLink: () => ({
      subject: 'Choose your password',
      sentence:
        'Choose the password of your account by the link below. It works once, for a day or, with a new account, three.',
    }),
    passwordLinkIssued: () => ({
      subject: 'A link to choose your password was issued',
      sentence:
        'An administrator made a link by which the password of your account can be chosen, and hands it to you personally.',
    }),
    loginChanged: () => ({
      subject: 'Your login was changed',
      sentence: 'An administrator gave your account another login, which is named below. Sign in with it.',
    }),
    madeAdministrator: () => ({
      subject: 'You are an administrator now',
      sentence: 'Your account was given the rights of an administrator: it can change all other accounts.',
    }),
    administratorNoMore: () => ({
      subject: 'You are no longer an administrator',
      sentence: 'The rights of an administrator were taken from your account.',
    }),
    keyCopied: () => ({
      subject: 'A security key may have been copied',
      sentence:
        'A security key of your account answered with an older counter than before, as a copy of it would. It was refused.',
    }),
    keyChanged: () => ({
      subject: 'A passkey no longer looks like itself',
      sentence:
        'A passkey or security key of your account answered as one of another kind than when it was registered: what could not be copied to other devices now can be, or the other way round. It was refused.',
    }),
    contactChanged: () => ({
      subject: 'Where you are notified was changed',
      sentence: 'The e-mail address or the language for messages about your account was changed.',
    }),
    confirmAddress: () => ({
      subject: 'Confirm this address',
      sentence:
        'Somebody asks that messages about the security of this account be sent to this address. Open the link to confirm it; it is good for a day.',
    }),
  },
  labels: {
    account: 'Account',
    time: 'Time',
    device: 'Device',
    item: 'Name',
    times: 'Number of times',
    address: 'Internet address',
    by: 'Done by',
  },
  colon: ': ',
  wasMe: 'If you know of this, there is nothing to do.',
  wasNotMe: {
    passwordLinkIssued: 'If you asked for no link, tell your administrator at once.',
    keyChanged: 'If you cannot explain it, remove the key, register it anew and tell your administrator.',
    halfFinished: 'If it was not you, change your password now.',
    lockedOut: 'If it was not you, somebody is guessing. Make sure that your password is used nowhere else.',
    keyCopied: 'If you cannot explain it, remove the key and tell your administrator.',
    otherwise:
      'If not, change your password, look through your devices and sign-in methods, and tell your administrator.',
  },
  advice: {
    confirmAddress: 'If you know nothing of this, do nothing: nothing else will be sent here.',
    passwordLink:
      'If you did not expect this, do nothing: without the link nobody can choose your password. Give it to nobody.',
  },
  buttons: {
    confirmAddress: 'Confirm address',
    passwordLink: 'Choose a password',
    otherwise: 'Check my account',
  },
  footer: (issuer) =>
    `${issuer} sends this because of an event in your account. It never asks for your password or codes by mail.`,
};
