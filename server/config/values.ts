import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { bareHost } from '../platform/server-url.js';

/** Comma-separated. */
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

export const onOff = z.enum(['on', 'off']);

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be between ${min} and ${max}`);

/** What a socket can listen on. */
export const host = z
  .string()
  .transform(bareHost)
  .refine(
    (text) => isIP(text) !== 0 || /^[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$/i.test(text),
    'must be an address or a name, and nothing else: the port has a variable of its own',
  );

/** A file's name that becomes what is in it. */
export const certificates = z
  .string()
  .transform((file, context) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      context.addIssue({ code: 'custom', message: `${file} cannot be read` });
      return z.NEVER;
    }
  })
  .optional();
