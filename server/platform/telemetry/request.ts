import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request under way, for the log. Never a secret, and nothing that a client chose freely. */
export interface RequestNotes {
  readonly id: string;
  accountId?: string;
  serviceAccountId?: string;
  /** Fields of Query and Mutation that were asked for. */
  operations?: string[];
  /** Codes of refusals and errors. */
  codes?: string[];
}

const underWay = new AsyncLocalStorage<RequestNotes>();

/** Undefined outside requests: at start, in jobs. */
export const currentRequest = (): RequestNotes | undefined => underWay.getStore();

export const withinRequest = (notes: RequestNotes, work: () => void): void => underWay.run(notes, work);
