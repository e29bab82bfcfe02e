import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Action } from '../../../server/events/audit/actions.js';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import { administrator, createAccount } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import type { Actor } from '../../../server/platform/acting/actor.js';

const ACTOR: Actor = { id: null, login: 'the test', ipAddress: '192.0.2.1' };
const RETENTION_DAYS = 30;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ AUDIT_RETENTION_DAYS: String(RETENTION_DAYS) });
  // The tests say when events are sealed.
  await server.app.services.jobs.stop(MINUTE);
});
afterAll(() => server.stop());

const sql = <T = unknown>(statement: string, parameters: unknown[] = []): Promise<T> =>
  server.app.database.dataSource.query<T>(statement, parameters);

/** Names of events that the server does not know, each to be told apart. */
async function record(...actions: string[]): Promise<void> {
  for (const action of actions) {
    await server.app.database.transaction((tx) =>
      server.app.services.audit.record(tx, {
        action: action as Action,
        actor: ACTOR,
        details: { n: 1, text: 'ü 💡' },
      }),
    );
  }
}

const findings = async (): Promise<string[]> =>
  (await server.app.services.auditVerification.verify()).findings;

const idOf = async (action: string): Promise<string> =>
  (await sql<{ id: string }[]>('SELECT id FROM audit_events WHERE action = ?', [action]))[0]!.id;

/** Three seals of three events each, in a log that holds nothing else. */
beforeEach(async () => {
  for (const table of ['audit_events', 'audit_seals']) await sql(`DELETE FROM ${table}`);
  await sql("UPDATE audit_head SET number = 0, mac = ''");
  for (const seal of ['a', 'b', 'c']) {
    await record(`${seal}.1`, `${seal}.2`, `${seal}.3`);
    expect(await server.app.services.auditChain.seal()).toBe(3);
  }
});

test('a log that nobody touched verifies, sealed or not yet', async () => {
  await record('not.sealed');
  const verified = await server.app.services.auditVerification.verify();
  expect(verified).toMatchObject({ findings: [], events: 10, unsealed: 1, anchor: { number: 3 } });
});

test.each([
  ['action', "action = 'sign_in.succeeded'"],
  ['who did it', "actorLogin = 'somebody else'"],
  ['whom it concerned', "accountLogin = 'somebody else'"],
  ['where from', "ipAddress = '198.51.100.7'"],
  ['when', 'at = at + 1'],
  ['the details', `details = '{"n":2}'`],
])('an event changed in %s is found', async (_, change) => {
  await sql(`UPDATE audit_events SET ${change} WHERE action = 'b.2'`);
  const id = (await sql<{ id: string }[]>('SELECT id FROM audit_events WHERE seal = 2 ORDER BY id'))[1]!.id;
  expect(await findings()).toEqual([`Event ${id} was altered, or not written by us.`]);
});

test('an event changed before it was sealed is found', async () => {
  await record('fresh');
  await sql("UPDATE audit_events SET actorLogin = 'x' WHERE action = 'fresh'");
  expect(await findings()).toHaveLength(1);
  await server.app.services.auditChain.seal();
  expect(await findings()).toHaveLength(1);
});

test('a deleted event is found, be it the last', async () => {
  await sql("DELETE FROM audit_events WHERE action = 'a.2'");
  await sql("DELETE FROM audit_events WHERE action = 'c.3'");
  expect(await findings()).toEqual([
    'Seal 1 held 3 events, and 2 are there.',
    'Seal 3 held 3 events, and 2 are there.',
  ]);
});

test.each([
  ['into a seal', 2],
  ['into no seal', null],
  ['into a seal that is not there', 9],
])('an event inserted %s is found, though its MAC be copied from a real one', async (_, seal) => {
  await sql(
    `INSERT INTO audit_events (id, at, action, mac, seal)
     SELECT '01900000-0000-7000-8000-000000000000', at, action, mac, ? FROM audit_events WHERE action = 'b.1'`,
    [seal],
  );
  expect((await findings()).length).toBeGreaterThan(0);
  await server.app.services.auditChain.seal();
  expect((await findings()).length).toBeGreaterThan(0);
});

test('events that changed places are found: within a seal, and between two', async () => {
  const swap = async (one: string, other: string, columns: string[]) => {
    const read = async (action: string) =>
      (await sql<Record<string, unknown>[]>('SELECT * FROM audit_events WHERE action = ?', [action]))[0]!;
    const [a, b] = [await read(one), await read(other)];
    const put = (id: unknown, from: Record<string, unknown>) =>
      sql(`UPDATE audit_events SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`, [
        ...columns.map((name) => from[name]),
        id,
      ]);
    await put(a['id'], b);
    await put(b['id'], a);
  };
  await swap('a.1', 'a.2', ['action', 'at', 'mac']);
  expect(await findings()).toHaveLength(2);
  await swap('a.1', 'a.2', ['action', 'at', 'mac']);
  expect(await findings()).toEqual([]);
  await swap('a.1', 'b.1', ['seal']);
  expect(await findings()).toEqual([
    'The events of seal 1 are not those that were sealed.',
    'The events of seal 2 are not those that were sealed.',
  ]);
});

test('a log that was cut off is found, at its beginning, in its middle and at its end', async () => {
  const cut = async (number: number) => {
    await sql('DELETE FROM audit_events WHERE seal = ?', [number]);
    await sql('DELETE FROM audit_seals WHERE number = ?', [number]);
  };
  await cut(3);
  expect(await findings()).toEqual(['The chain ends at seal 2, but seal 3 was written: its end is missing.']);
  await cut(1);
  expect(await findings()).toContain('Seals 1 to 1 are missing.');
  // The servers go on and do not heal it.
  await record('later');
  await server.app.services.auditChain.seal();
  expect(await findings()).toContain('Seals 3 to 3 are missing.');
});

test('a link that was altered is found, and so is a beginning that we did not mark', async () => {
  await sql('UPDATE audit_seals SET events = 2 WHERE number = 2');
  await sql("DELETE FROM audit_events WHERE action = 'b.3'");
  expect(await findings()).toContain('Seal 2 was altered, or is not the one that followed.');
  await sql('DELETE FROM audit_events WHERE seal < 3');
  await sql('DELETE FROM audit_seals WHERE number < 2');
  await sql('UPDATE audit_seals SET prunedMac = mac WHERE number = 2');
  expect(await findings()).toContain('Seal 2 is marked as the beginning, but not by us.');
});

test('a log rolled back to an earlier state, its head too, is shown by an anchor kept elsewhere', async () => {
  const [before] = await sql<{ mac: string }[]>('SELECT mac FROM audit_head');
  await record('incriminating');
  await server.app.services.auditChain.seal();
  const { anchor } = await server.app.services.auditVerification.verify();
  await sql('DELETE FROM audit_events WHERE seal = 4');
  await sql('DELETE FROM audit_seals WHERE number = 4');
  await sql('UPDATE audit_head SET number = 3, mac = ?', [before!.mac]);
  expect(await findings()).toEqual([]);
  await record('harmless');
  await server.app.services.auditChain.seal();
  const { findings: found } = await server.app.services.auditVerification.verify(anchor!);
  expect(found).toEqual(['Seal 4 is not the one of the anchor: the log was replaced.']);
});

test('retention deletes whole seals past their age, and what is left still verifies', async () => {
  const { anchor } = await server.app.services.auditVerification.verify();
  server.clock.advance((RETENTION_DAYS - 1) * DAY);
  await record('younger');
  await server.app.services.auditChain.seal();
  expect((await server.app.services.cleanUp.run()).rows).toMatchObject({ auditEvents: 0 });
  server.clock.advance(2 * DAY);
  expect((await server.app.services.cleanUp.run()).rows).toMatchObject({ auditEvents: 9 });
  await server.app.services.auditChain.seal();
  const actions = await sql<{ action: string }[]>('SELECT action FROM audit_events ORDER BY id');
  expect(actions.map(({ action }) => action)).toEqual(['younger', 'audit.pruned']);
  expect(await server.app.services.auditVerification.verify(anchor!)).toMatchObject({
    findings: [],
    events: 2,
  });
  await sql("DELETE FROM audit_events WHERE action = 'younger'");
  expect(await findings()).toEqual(['Seal 4 held 1 events, and 0 are there.']);
});

test('many servers sealing at once, while events are written, seal each event once', async () => {
  const admin = await administrator(server);
  const writing = Array.from({ length: 20 }, (_, index) => createAccount(admin, `busy${index}`));
  const sealing = Array.from({ length: 10 }, () => server.app.services.auditChain.seal());
  await Promise.all([...writing, ...sealing]);
  await server.app.services.auditChain.seal();
  expect(await server.app.services.auditVerification.verify()).toMatchObject({
    findings: [],
    unsealed: 0,
    events: 9 + 1 + 20,
  });
});

test('events from before there were MACs are vouched for when the chain begins, and never again', async () => {
  await sql('DELETE FROM audit_seals');
  await sql("UPDATE audit_events SET mac = '', seal = NULL");
  await sql("UPDATE audit_head SET number = 0, mac = ''");
  expect(await server.app.services.auditChain.seal()).toBe(9);
  expect(await findings()).toEqual([]);
  await record('later');
  await sql("UPDATE audit_events SET mac = '' WHERE action = 'later'");
  await server.app.services.auditChain.seal();
  expect(await findings()).toEqual([`Event ${await idOf('later')} was altered, or not written by us.`]);
});

test('an event and its MAC are gone when its transaction is rolled back', async () => {
  const failing = server.app.database.transaction(async (tx) => {
    await server.app.services.audit.record(tx, { action: 'undone' as Action, actor: ACTOR });
    throw new Error('roll back');
  });
  await expect(failing).rejects.toThrow('roll back');
  expect(await sql('SELECT id FROM audit_events WHERE action = ?', ['undone'])).toEqual([]);
});
