import type { GraphQLField, GraphQLSchema } from 'graphql';
import { Extensions } from 'type-graphql';

/** What one run of a mutation takes at most of what all share, or lets somebody try. */
export interface Cost {
  /** Password hashes: each some 20 MiB and milliseconds of a core. */
  hashes?: number;
  /** Secrets of others that it checks, or challenges that it gives out to be answered. */
  guesses?: number;
  /** Accounts, or rows of one, that it goes through. */
  rows?: number;
  mails?: number;
}

const WORDS: Record<keyof Cost, (count: number) => string> = {
  hashes: (count) => (count === 1 ? 'a password hash' : `${count} password hashes`),
  guesses: () => 'a guess',
  rows: (count) => `${count} rows`,
  mails: (count) => (count === 1 ? 'a mail' : `${count} mails`),
};

/**
 * Marks a mutation that costs, or that checks a secret: a request may hold only one of all that are marked, and the
 * schema says so. test/attacks/costly.test.ts fails for one that hashes and is not marked.
 */
export const Costly = (cost: Cost) => Extensions({ cost });

export const costOf = (field: GraphQLField<unknown, unknown>): Cost | undefined =>
  field.extensions['cost'] as Cost | undefined;

/** Names the cost of each in its description, so that readers of the schema know of it. */
export function describeCosts(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const cost = costOf(field);
    if (cost === undefined) continue;
    const words = Object.entries(cost).map(([kind, count]) => WORDS[kind as keyof Cost](count as number));
    field.description = `${field.description ?? ''} Once a request, since it costs ${words.join(' and ')}.`;
  }
}
