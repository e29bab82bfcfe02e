import { z } from 'zod';
import { LOGIN_DOMAIN, loginDomainOf } from '../../accounts/directories/login-domain.js';
import { certificates, onOff, wholeNumber } from '../values.js';
import { passwordServer } from '../url-variables.js';
import type { Variables } from '../variable.js';

export const passwordServers = {
  PASSWORD_SERVER: {
    schema: passwordServer.optional(),
    meaning:
      '`imaps://host` or `ldaps://host` that keeps passwords; see [Passwords kept elsewhere](../../docker/README.md#passwords-kept-elsewhere).',
    example: 'imaps://mail.example.org',
  },
  PASSWORD_SERVER_STARTTLS: {
    schema: onOff.default('on'),
    meaning: 'Whether `imap:` and `ldap:` must be upgraded to TLS; `off` on a private network only.',
    example: 'off',
  },
  PASSWORD_SERVER_CA: {
    schema: certificates,
    meaning: 'A file with the certificates to trust, in PEM.',
    example: '/etc/latchkey/ca.pem',
    default: 'public ones',
  },
  PASSWORD_RECHECK_DAYS: {
    schema: wholeNumber(1, 3650).default(30),
    meaning:
      'For how long passkeys, app passwords and sessions go on, 1 to 3650, when that server has not confirmed the account.',
    example: '7',
  },
  LOGIN_DOMAIN: {
    schema: z
      .string()
      .regex(
        LOGIN_DOMAIN,
        'must be add:example.org, strip:example.org, insist, insist:example.org or as-typed',
      )
      .transform(loginDomainOf)
      .optional(),
    meaning:
      'How logins of the mail server are written: `add:example.org`, `strip:example.org`, `insist` or `as-typed`; see [Passwords kept elsewhere](../../docker/README.md#passwords-kept-elsewhere).',
    example: 'add:example.org',
    default: 'required with `imap`',
  },
  LDAP_BASE: {
    schema: z.string().default(''),
    meaning: 'Where people are searched for.',
    example: 'ou=people,dc=example,dc=org',
  },
  LDAP_FILTER: {
    schema: z
      .string()
      .includes('{login}', { error: 'must hold {login}' })
      // What finds anybody is made of it by `*` for the login, which means "any" after = alone.
      .refine((filter) => !/[:<>~]=[^()]*\{login\}/.test(filter), 'must compare {login} by = alone')
      .default('(uid={login})'),
    meaning: 'How people are searched for.',
    example: '(mail={login})',
  },
  LDAP_BIND_DN: {
    schema: z.string().optional(),
    meaning: 'Who searches; anonymous without.',
    example: 'cn=latchkey,dc=example,dc=org',
  },
  LDAP_BIND_PASSWORD: {
    schema: z.string().optional(),
    meaning: 'The password of who searches.',
    example: 'correct horse battery',
    secret: true,
  },
  LDAP_USER_DN: {
    schema: z.string().includes('{login}', { error: 'must hold {login}' }).optional(),
    meaning:
      'Instead of searching: `uid={login},ou=people,dc=example,dc=org`; or a user principal name, `{login}@corp.example.org`, by which the entry is then found below `LDAP_BASE`.',
    example: 'uid={login},ou=people,dc=example,dc=org',
  },
  LDAP_LOGIN_ATTRIBUTE: {
    schema: z.string().default('uid'),
    meaning: 'The attribute that is the login here: unique, and compared without regard to case.',
    example: 'sAMAccountName',
  },
  LDAP_NAME_ATTRIBUTE: {
    schema: z.string().default('cn'),
    meaning: 'The attribute that is the display name here.',
    example: 'displayName',
  },
  LDAP_GROUP_ATTRIBUTE: {
    schema: z.string().optional(),
    meaning:
      'The attribute whose values put people into groups of the directory here, such as `memberOf`, or `ou`; read at sign-in, and once a day. Groups within groups are the directory’s to resolve.',
    example: 'memberOf',
  },
} satisfies Variables;
