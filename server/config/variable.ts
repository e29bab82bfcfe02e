import type { z } from 'zod';

/** All that is known of a variable of the environment: it is read by this, and the table in README.md is made of it. */
export interface Variable {
  /** What it may be, and what it is when it is not given. */
  schema: z.ZodType<unknown, string | undefined>;
  /** In Markdown. */
  meaning: string;
  /** A value that is good. */
  example: string;
  /** In Markdown, where the schema does not know what it is when it is not given. */
  default?: string;
  /** Whether its value opens something, so that it belongs in a file, and in no message. */
  secret?: true;
}

export type Variables = Record<string, Variable>;
