/** Title, text, and what a link says. */
type Texts = readonly [title: string, text: string, link?: string];

export type Whose = 'PERSON' | 'APPLICATION' | 'ADMINISTRATOR' | 'SERVICE';

/** Every page that is no page of the dashboard, and whose mistake it tells of; null: nobody's. */
export const WHOSE = {
  // What stands between a proxy and its application.
  FORBIDDEN: 'ADMINISTRATOR',
  SWITCHED_OFF: 'ADMINISTRATOR',
  UNKNOWN_HOST: 'ADMINISTRATOR',
  UNTRUSTED_PROXY: 'ADMINISTRATOR',
  NO_HOST: 'ADMINISTRATOR',
  OTHER_SCHEME: 'ADMINISTRATOR',
  SPOOFED_HEADER: 'ADMINISTRATOR',
  FOREIGN_SOCKET: null,
  MALFORMED: 'PERSON',
  CODE_USED: 'PERSON',
  NO_COOKIE: 'PERSON',
  SIGN_OUT: null,
  SIGNED_OUT: null,
  // OpenID Connect's.
  SIGN_IN_OVER: 'PERSON',
  UNKNOWN_APPLICATION: 'APPLICATION',
  BAD_REQUEST: 'APPLICATION',
  WRONG_ADDRESS: 'APPLICATION',
  TOO_MANY: null,
  // Of any address.
  BROKEN: 'SERVICE',
  UNAVAILABLE: 'SERVICE',
  NOT_FOUND: null,
} as const satisfies Record<string, Whose | null>;

export type PageName = keyof typeof WHOSE;

/** In one language. `{service}`, `{application}` and `{login}` are names. */
export interface PageTexts {
  help: string;
  /** What stands for the name of an application that has none. */
  application: string;
  /** Instead of signing out. */
  stay: string;
  whose: Record<Whose, string>;
  pages: Record<PageName, Texts>;
}
