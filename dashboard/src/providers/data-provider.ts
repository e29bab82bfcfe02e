import { type DataProvider, HttpError, type Identifier, type RaRecord } from 'ra-core';
import { LatchkeyError } from '#client/errors';
import { codeOf } from '../api/client';
import { backAgain, isReachable } from '../api/connection';

/** What react-admin may ask of one resource, over typed documents; what is left out cannot be asked. */
export interface ResourceProvider<Row extends RaRecord = RaRecord> {
  getList?: (params: {
    page: number;
    perPage: number;
    sortBy: string;
    sortOrder: 'ASC' | 'DESC';
    filter: Record<string, unknown>;
  }) => Promise<{ data: Row[]; total: number; meta?: { sorted: boolean } }>;
  getOne?: (id: string) => Promise<Row>;
  create?: (data: Partial<Row>) => Promise<Row>;
  update?: (id: string, data: Partial<Row>, previous: Row | undefined) => Promise<Row>;
  delete?: (id: string) => Promise<void>;
}

const STATUS: Partial<Record<LatchkeyError['code'], number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
};

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

/** React-admin's data provider. `explain` words a failure; a field at fault is named to the form. */
export function createDataProvider(
  resources: Record<string, ResourceProvider>,
  explain: (error: unknown) => string,
): DataProvider {
  /** Refusals become the errors that react-admin shows and forms understand. */
  const asked = async <Result>(result: Promise<Result>): Promise<Result> => {
    try {
      return await result;
    } catch (error) {
      const message = explain(error);
      if (!(error instanceof LatchkeyError)) throw new HttpError(message, 500);
      const { field } = error.details;
      throw new HttpError(message, STATUS[error.code] ?? 500, {
        ...(field !== undefined && { errors: { [field]: message } }),
      });
    }
  };
  const ask = <Method extends keyof ResourceProvider>(resource: string, method: Method) => {
    const asksFor = resources[resource]?.[method];
    if (!asksFor) throw new Error(`${resource} has no ${method}`);
    return asksFor;
  };
  const getMany = (resource: string, ids: Identifier[]) =>
    asked(Promise.all(ids.map((id) => ask(resource, 'getOne')(String(id)))));

  const provider = {
    async getList(resource: string, params: Parameters<DataProvider['getList']>[1]) {
      const { page = 1, perPage = 25 } = params.pagination ?? {};
      const { field = 'id', order = 'DESC' } = params.sort ?? {};
      const filter = (params.filter ?? {}) as Record<string, unknown>;
      const list = ask(resource, 'getList');
      return asked(connected(() => list({ page, perPage, sortBy: field, sortOrder: order, filter })));
    },
    getOne: async (resource: string, { id }: { id: Identifier }) => ({
      data: await asked(ask(resource, 'getOne')(String(id))),
    }),
    getMany: async (resource: string, { ids }: { ids: Identifier[] }) => ({
      data: await getMany(resource, ids),
    }),
    getManyReference: () => Promise.reject(new Error('Rows come with what belongs to them')),
    create: async (resource: string, { data }: { data: Partial<RaRecord> }) => ({
      data: await asked(ask(resource, 'create')(data)),
    }),
    update: async (
      resource: string,
      params: { id: Identifier; data: Partial<RaRecord>; previousData?: RaRecord },
    ) => ({
      data: await asked(ask(resource, 'update')(String(params.id), params.data, params.previousData)),
    }),
    async updateMany(resource: string, { ids, data }: { ids: Identifier[]; data: Partial<RaRecord> }) {
      for (const id of ids) await asked(ask(resource, 'update')(String(id), data, undefined));
      return { data: ids };
    },
    async delete(resource: string, { id, previousData }: { id: Identifier; previousData?: RaRecord }) {
      await asked(ask(resource, 'delete')(String(id)));
      return { data: previousData ?? { id } };
    },
    async deleteMany(resource: string, { ids }: { ids: Identifier[] }) {
      for (const id of ids) await asked(ask(resource, 'delete')(String(id)));
      return { data: ids };
    },
  };
  // React-admin lets callers name the row's type, which only they know.
  return provider as unknown as DataProvider;
}
