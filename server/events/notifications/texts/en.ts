import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'An authenticator app',
  securityKey: 'A security key or passkey',
  backupCodes: 'Backup codes',
  appPassword: 'An app password',
  all: 'Two-factor authentication',
};
const verb = ({ factor }: { factor?: string }): string => (factor === 'backupCodes' ? 'were' : 'was');
const codes = (n = 0): string => (n === 1 ? '1 backup code' : `${n} backup codes`);

export const en: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Sign-in on a new device',
      sentence: 'We noticed a sign-in on a new device.',
    }),
    halfFinished: () => ({
      subject: 'Someone entered your password',
      sentence:
        'Someone entered your password, then several wrong codes. The second factor kept them out, but they know the password.',
    }),
    lockedOut: () => ({
      subject: 'Sign-in temporarily locked',
      sentence:
        'After too many failed attempts, signing in to your account was locked for a while. Devices you have signed in on before still work.',
    }),
    factorAdded: (facts) => ({
      subject: `${named(FACTORS, facts)}: added`,
      sentence: `${named(FACTORS, facts)} ${verb(facts)} added to your account.`,
    }),
    passkeySaved: () => ({
      subject: 'A passkey was saved',
      sentence:
        'After a sign-in with your password, the browser saved a passkey for your account in its password manager. It can sign in without the password. If you do not want it, remove it on your Security page.',
    }),
    factorRemoved: (facts) => ({
      subject: `${named(FACTORS, facts)}: removed`,
      sentence: `${named(FACTORS, facts)} ${verb(facts)} removed from your account. Your account is now less protected.`,
    }),
    twoFactorReset: () => ({
      subject: 'Two-factor authentication was reset',
      sentence:
        'An administrator removed all second factors of your account and signed it out everywhere. Set up a second factor again.',
    }),
    lostFactorRemoved: (facts) => ({
      subject: 'A lost second factor was removed',
      sentence: `${named(FACTORS, facts)} ${verb(facts)} removed from your account by an administrator, as lost. Your account was signed out where it had been used, and no device is trusted any more. What else you have set up still works; if nothing is left, set up a second factor again.`,
    }),
    factorMissing: () => ({
      subject: 'Set up your second factor',
      sentence:
        'Your account needs a second factor, such as an authenticator app or a passkey, and has none yet. From the time below on, nothing else can be done with the account before one is set up.',
    }),
    signedOutEverywhere: () => ({
      subject: 'Your account was signed out everywhere',
      sentence: 'An administrator signed your account out everywhere. Sign in again where you need it.',
    }),
    accountDisabled: () => ({
      subject: 'Your account was disabled',
      sentence:
        'An administrator disabled your account and signed it out everywhere. Nobody can sign in to it until it is enabled again.',
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
    bypassCodeIssued: () => ({
      subject: 'A temporary code was issued',
      sentence:
        'An administrator issued a temporary code, which signs in to your account in place of its second factor. Your second factors stay as they are.',
    }),
    bypassCodeUsed: () => ({
      subject: 'A temporary code was used',
      sentence:
        'A temporary code from an administrator was used to sign in to your account in place of its second factor.',
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
    passwordReset: () => ({
      subject: 'Reset your password',
      sentence:
        'Somebody, probably you, has forgotten the password of your account. Choose another by the link below. It works once, for 45 minutes; if you have a second factor, it is asked for.',
    }),
    passwordElsewhere: () => ({
      subject: 'Your password is not kept here',
      sentence:
        'Somebody, probably you, asked to reset the password of your account. It is kept by another server, such as the mail server: change it there, or ask your administrator.',
    }),
    loginChanged: () => ({
      subject: 'Your login was changed',
      sentence: 'An administrator gave your account another login, which is named below. Sign in with it.',
    }),
    madeAdministrator: () => ({
      subject: 'You are now an administrator',
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
    reported: () => ({
      subject: 'Your account was locked',
      sentence:
        'By the link of an e-mail it was reported that somebody else was in your account. It was signed out everywhere, and nobody can sign in until its password is chosen anew.',
    }),
    reportedByOther: () => ({
      subject: 'An account was reported',
      sentence:
        'It was reported that somebody else was in the account named below. It was signed out everywhere and locked.',
    }),
  },
  labels: {
    account: 'Account',
    time: 'Time',
    deadline: 'To be set up by',
    device: 'Device',
    item: 'Name',
    appPasswords: 'App passwords that stopped working',
    times: 'Number of times',
    address: 'Internet address',
    place: 'Approximate place',
    by: 'By',
  },
  appPasswordsEnded: (count) =>
    count === 1
      ? 'An app password stopped working with it: the program that used it needs a new one.'
      : `${count} app passwords stopped working with it: the programs that used them need new ones.`,
  colon: ': ',
  localNetwork: 'Local network',
  wasMe: 'If this was you, you can ignore this e-mail.',
  wasNotMe: {
    passwordLinkIssued: 'If you did not ask for a link, tell your administrator immediately.',
    keyChanged: 'If you cannot explain it, remove the key, register it again and tell your administrator.',
    halfFinished: 'If it was not you, change your password now.',
    lockedOut: 'If it was not you, somebody is guessing. Make sure that your password is used nowhere else.',
    keyCopied: 'If you cannot explain it, remove the key and tell your administrator.',
    otherwise:
      'If not, change your password, review your devices and sign-in methods, and tell your administrator.',
  },
  notMe: {
    advice:
      'If not, use the second link: your account is signed out everywhere and locked until its password is chosen anew.',
    button: 'This wasn’t me',
  },
  advice: {
    reported:
      'Ask your administrator for a new password. If you did not report it, somebody else reads your e-mail: tell your administrator.',
    reportedByOther:
      'Make sure who you are dealing with before you hand over a link for a new password, and check where the account is notified. If it was a mistake, unlock the account.',
    factorMissing: 'It takes two minutes on your Security page. If you need help, ask your administrator.',
    signedOutEverywhere: 'If you did not expect this, ask your administrator.',
    accountDisabled: 'If you did not expect this, ask your administrator.',
    confirmAddress: 'If you know nothing of this, do nothing: nothing else will be sent here.',
    passwordLink:
      'If you did not expect this, do nothing: nobody can choose your password without the link. Do not pass it on.',
    passwordReset:
      'If you did not ask for this, do nothing: your password stays as it is. Do not pass the link on.',
    passwordElsewhere: 'If you did not ask for this, you can ignore this e-mail.',
  },
  buttons: {
    reportedByOther: 'Open the account',
    confirmAddress: 'Confirm address',
    passwordLink: 'Choose a password',
    passwordReset: 'Choose a password',
    factorMissing: 'Set it up',
    otherwise: 'Check my account',
  },
  help: 'Need help?',
  footer: (issuer) =>
    `${issuer} sends this because of an event in your account. It never asks for your password or codes by mail.`,
};
