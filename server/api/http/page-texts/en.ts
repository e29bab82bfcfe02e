import type { PageTexts } from './texts.js';

export const en: PageTexts = {
  help: 'Need help?',
  application: 'the application',
  stay: 'Stay signed in',
  whose: {
    PERSON: 'Nothing is wrong with your account.',
    APPLICATION: 'This is not your mistake. Tell whoever runs {application}.',
    ADMINISTRATOR: 'You cannot change this yourself: ask an administrator.',
    SERVICE: 'This is not your mistake. Try again in a moment; if it happens again, tell an administrator.',
  },
  pages: {
    FORBIDDEN: [
      'You may not enter {application}',
      'You are signed in as {login}, but {application} is not open to this account.',
      'Use another account',
    ],
    SWITCHED_OFF: ['{application} is switched off', 'An administrator has switched the sign-in to it off.'],
    UNKNOWN_HOST: [
      'This address is not set up',
      'No application has this host. An administrator has to add it to one in {service}.',
    ],
    UNTRUSTED_PROXY: [
      'This proxy is not trusted',
      '{service} does not know the proxy that asks. An administrator has to add its address to TRUSTED_PROXIES.',
    ],
    NO_HOST: [
      'The proxy does not name one host',
      'An administrator has to have the proxy send X-Forwarded-Host with one host, whatever the browser sends.',
    ],
    OTHER_SCHEME: [
      'The address begins differently from {service}’s',
      'Both have to be https. An administrator has to have the proxy send X-Forwarded-Proto accordingly.',
    ],
    SPOOFED_HEADER: [
      'This request was refused',
      'It holds a header that could be taken for one of {service}’s. Your browser does not send such headers: a program on the way adds it.',
    ],
    FOREIGN_SOCKET: ['This connection was refused', 'A page of another site tried to open it.'],
    MALFORMED: ['This link is incomplete', 'Open the application again.', 'Open it again'],
    CODE_USED: ['This link has been used, or is too old', 'Open the application again.', 'Open it again'],
    NO_COOKIE: [
      'The sign-in did not begin in this browser',
      'Or the browser keeps no cookies for this address. Allow them, and open the application again.',
      'Open it again',
    ],
    SIGN_OUT: [
      'Sign out?',
      'You will be signed out of {service}, and so of the applications that you entered by it.',
      'Sign out',
    ],
    SIGNED_OUT: ['You are signed out', 'Close the browser if others use it too.', 'Sign in'],
    SIGN_IN_OVER: [
      'This sign-in is over',
      'It was finished before, or it took too long. Go back to the application and sign in there again.',
      'Go to the start page',
    ],
    UNKNOWN_APPLICATION: [
      'This application is not known here',
      'It sent you here to sign in, but {service} has no such application.',
    ],
    BAD_REQUEST: [
      'The application made a mistake',
      'It sent you here with a request that {service} cannot follow.',
    ],
    WRONG_ADDRESS: [
      'The application gave a wrong address',
      'It wants you to be led to an address that is not registered for it.',
    ],
    TOO_MANY: [
      'Too many sign-ins at once',
      'Too many sign-ins were begun from your network. Wait a while, then go back to the application and begin again.',
    ],
    BROKEN: ['Something went wrong', '{service} could not do what you asked for.'],
    UNAVAILABLE: ['Not available right now', '{service} cannot reach its database.'],
    NOT_FOUND: [
      'There is no such page',
      'The address may be mistyped, or what was here is gone.',
      'Go to the start page',
    ],
  },
};
