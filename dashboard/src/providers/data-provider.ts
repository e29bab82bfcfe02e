import type { DataProvider, RaRecord } from 'ra-core';
import type { PageInput } from '#client/operations';
import { codeOf } from '../api/client';
import { backAgain, isReachable } from '../api/connection';

/** A page of a resource's list. The filter comes from the address: what the server does not know, it refuses. */
export type GetList<Row extends RaRecord = RaRecord> = (
  page: PageInput,
  filter: Record<string, unknown>,
) => Promise<{ data: Row[]; total: number; meta?: { sorted: boolean } }>;

/** Without a connection it waits for one: react-admin would leave the page of the list that one is on. */
async function connected<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    if (codeOf(error) !== 'UNREACHABLE' || isReachable.get()) throw error;
    await backAgain();
    return connected(request);
  }
}

/**
 * React-admin's data provider, which is asked for lists alone: what pages show beside them, and what they change, they
 * send themselves. `explain` words a failure.
 */
export function createDataProvider(
  lists: Record<string, GetList>,
  explain: (error: unknown) => string,
): DataProvider {
  const provider = {
    async getList(resource: string, params: Parameters<DataProvider['getList']>[1]) {
      const { page = 1, perPage = 25 } = params.pagination ?? {};
      const { field = 'id', order = 'DESC' } = params.sort ?? {};
      const filter = (params.filter ?? {}) as Record<string, unknown>;
      const get = lists[resource];
      if (!get) throw new Error(`${resource} has no list`);
      try {
        return await connected(() => get({ page, perPage, sortBy: field, sortOrder: order }, filter));
      } catch (error) {
        throw new Error(explain(error), { cause: error });
      }
    },
  };
  // Its type asks for methods that nothing here calls, and lets callers name the row's type, which only they know.
  return provider as unknown as DataProvider;
}
