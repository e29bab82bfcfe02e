import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { AuditEvent } from '../../events/audit/audit-event.entity.js';
import { type Factor, hasPrimary } from '../../factors/factor.js';
import type { Factors } from '../../factors/factors.js';
import type { Clock } from '../../platform/clock.js';
import { Refusal } from '../../platform/refusal.js';
import type { AccountList } from '../../accounts/account-list.js';
import type { MembershipsService } from '../../accounts/groups/memberships.service.js';
import type { AuditService } from '../../events/audit/audit.service.js';
import { sendRefusal } from '../refusals.js';
import { type AccountProfile, ROLES } from '../../platform/acting/account-profile.js';
import type { Permission } from '../../platform/acting/permissions.js';
import type { Guard } from '../../platform/acting/guard.js';
import type { Session } from '../../platform/acting/session.js';

// Proxies refuse an address of more than 8 KB, and an id has 36 characters.
const MOST_SELECTED = 200;

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** `methods`: those that stand alone. */
const accountFilterOf = (methods: string[]) =>
  z
    .strictObject({
      ids: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.uuid()).max(MOST_SELECTED))
        .optional(),
      search: z.string().optional(),
      role: z.enum(ROLES).optional(),
      administers: flag.optional(),
      disabled: flag.optional(),
      twoFactorEnabled: flag.optional(),
      requireTwoFactor: flag.optional(),
      required: flag.optional(),
      notifiable: flag.optional(),
      onlyMethod: z.enum(methods).optional(),
      hasMethod: z.enum(methods).optional(),
      severalMethods: flag.optional(),
      locked: flag.optional(),
      overdue: flag.optional(),
      reported: flag.optional(),
      invitation: z.enum(['OPEN', 'LAPSED']).optional(),
      backupCodes: z.enum(['NONE', 'FEW', 'ENOUGH']).optional(),
      neverSignedIn: flag.optional(),
      notSignedInForDays: z.coerce.number().int().optional(),
      groupId: z.uuid().optional(),
    })
    .transform(({ onlyMethod, hasMethod, severalMethods, ...filter }) => ({
      ...filter,
      onlyFactor: onlyMethod,
      hasFactor: hasMethod,
      severalFactors: severalMethods,
    }));
const auditFilter = z.strictObject({
  actorId: z.string().optional(),
  accountId: z.string().optional(),
  groupId: z.string().optional(),
  action: z.string().optional(),
  ipAddress: z.string().optional(),
  from: moment.optional(),
  to: moment.optional(),
});

/**
 * `GET /export/accounts.csv` and `/export/audit.csv` for whoever may read these lists, with the filters of the lists as query, or `ids`
 * of accounts that are selected. Streamed, so that millions of rows need no memory; a link of the dashboard downloads them.
 */
export function exportRoutes(
  services: {
    accountList: AccountList;
    memberships: MembershipsService;
    audit: AuditService;
    guard: Guard;
    factors: Factors;
  },
  clock: Clock,
  /** Throws for a request of anybody whose role does not include this. */
  exporter: (request: Request, response: Response, permission: Permission) => Promise<Session>,
): Router {
  const router = Router();
  const serve = <Filter, Row>(
    name: 'accounts' | 'audit',
    filter: z.ZodType<Filter>,
    pages: (session: Session, filter: Filter) => AsyncIterable<readonly Row[]>,
    toCells: (row: Row) => Record<string, unknown>,
  ): void => {
    router.get(`/export/${name}.csv`, async (request, response) => {
      response.set('Cache-Control', 'no-store');
      try {
        refuseOtherSites(request);
        const session = await exporter(request, response, `${name}:read`);
        const given = parsed(filter, request.query);
        await services.guard.transaction(session, (tx) =>
          services.audit.record(tx, {
            action: `${name}.exported`,
            actor: session.actor,
            account: { id: null, login: null },
            details: { ...request.query },
          }),
        );
        const day = new Date(clock.now()).toISOString().slice(0, 10);
        response.attachment(`${name}-${day}.csv`).type('text/csv; charset=utf-8');
        const csv = csvOf(whileAllowed(services.guard, session, pages(session, given)), toCells);
        await pipeline(Readable.from(csv), response);
      } catch (error) {
        // Refused on the way: the download has broken off.
        if (response.destroyed) return;
        if (!(error instanceof Refusal)) throw error;
        sendRefusal(response, error);
      }
    });
  };
  const accountRow = toAccountRow(services.factors.primary);
  const accountFilter = accountFilterOf(services.factors.primary.map(({ method }) => method));
  const accounts = (session: Session, filter: z.infer<typeof accountFilter>) =>
    withGroups(services.memberships, session, services.accountList.all(session, given(filter)));
  serve('accounts', accountFilter, accounts, accountRow);
  serve('audit', auditFilter, (session, filter) => services.audit.all(session, given(filter)), auditRow);
  return router;
}

/** Fetch Metadata: other sites may not have an administrator's browser download this unasked. Throws FORBIDDEN. */
function refuseOtherSites(request: Request): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Refusal('FORBIDDEN', 'Only the dashboard may ask for exports.');
  }
}

function parsed<Filter>(filter: z.ZodType<Filter>, query: unknown): Filter {
  const result = filter.safeParse(query);
  if (result.success) return result.data;
  const field = String(result.error.issues[0]?.path[0] ?? 'query');
  throw new Refusal('BAD_USER_INPUT', `${field} is not a filter of this list, or not valid.`, { field });
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };
const given = <T extends object>(filter: T): Given<T> => filter as Given<T>;

/** An export may stream for long: each page after the first needs a session that is still good for it. */
async function* whileAllowed<Row>(
  guard: Guard,
  session: Session,
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let isFirst = true;
  for await (const page of pages) {
    if (!isFirst) await guard.recheck(session);
    isFirst = false;
    yield page;
  }
}

/** A page is one piece of text: to hand over row by row costs more than the rows. */
async function* csvOf<Row>(
  pages: AsyncIterable<readonly Row[]>,
  toCells: (row: Row) => Record<string, unknown>,
): AsyncGenerator<string> {
  const { stringify } = await import('csv-stringify/sync');
  let isFirst = true;
  for await (const page of pages) {
    // Spreadsheets evaluate cells that begin like formulas, no matter who wrote them.
    yield stringify(page.map(toCells), { header: isFirst, bom: isFirst, escape_formulas: true });
    isFirst = false;
  }
}

const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

/** Names hold no semicolon. */
async function* withGroups(
  memberships: MembershipsService,
  session: Session,
  pages: AsyncIterable<readonly AccountProfile[]>,
): AsyncGenerator<(AccountProfile & { groups: string })[]> {
  for await (const accounts of pages) {
    const groups = await memberships.seenOf(
      session,
      accounts.map(({ id }) => id),
    );
    const namesOf = new Map<string, string[]>(accounts.map(({ id }) => [id, []]));
    for (const { accountId, name } of groups) namesOf.get(accountId)?.push(name);
    yield accounts.map((account) => ({
      ...account,
      groups: namesOf.get(account.id)?.join('; ') ?? '',
    }));
  }
}

const toAccountRow =
  (primary: readonly Factor[]) =>
  (account: AccountProfile & { groups: string }): Record<string, unknown> => ({
    login: account.login,
    displayName: account.displayName,
    role: account.role,
    disabled: String(account.disabled),
    requireTwoFactor: String(account.requireTwoFactor),
    ...Object.fromEntries(primary.map((factor) => [factor.name, String(hasPrimary(account, factor))])),
    createdAt: time(account.createdAt),
    lastSignInAt: time(account.lastSignInAt),
    groups: account.groups,
    id: account.id,
  });

const auditRow = (event: AuditEvent): Record<string, unknown> => ({
  at: time(event.at),
  action: event.action,
  actorLogin: event.actorLogin,
  accountLogin: event.accountLogin,
  ipAddress: event.ipAddress,
  details: event.details === null ? '' : JSON.stringify(event.details),
  actorId: event.actorId,
  accountId: event.accountId,
  id: event.id,
});
