/** What a command answers: data for machines, and lines for people. */
export interface Result {
  /** Undefined: the lines are for machines too. */
  data: unknown;
  lines: Iterable<string> | AsyncIterable<string>;
  /** The exit code becomes 1. */
  failed?: boolean;
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {}
