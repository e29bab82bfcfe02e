import { hash } from '@node-rs/argon2';
import { createPool } from 'mysql2';
import { generateSync } from 'otplib';
import { insertPeople, insertProtected } from './support/accounts.mjs';
import { compare, MANY } from './support/compare-nodes.mjs';
import { show, timed } from './support/measure.mjs';
import { hasGalera, startGalera, startMariadb, watchNode } from './support/nodes.mjs';
import { PASSWORD } from './support/server.mjs';
import { CHEAP, openServices } from './support/services.mjs';

export const title =
  'Galera: three nodes against one MariaDB, on this machine; the password hash costs nothing (--people, --rounds)';

// The same for all of them; nothing but the cluster is to differ.
const SETTINGS = ['--binlog-format=ROW', '--innodb-autoinc-lock-mode=2'];
const SIZES = ['--innodb-buffer-pool-size=256M', '--innodb-log-file-size=64M', '--max-connections=500'];
const COMMITS = 400;
const SEALED = 5000;
// No multiple of the nodes, or each of them would always be on the same one.
const BUSY = 10;

/** Put forward where a code is needed, each of which is good once. */
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
const STEP = 30_000;
const MINUTE = 60_000;

let presented = 0;
const newAddress = () => {
  presented++;
  return `10.${(presented >> 16) & 255}.${(presented >> 8) & 255}.${presented & 255}`;
};
const clientAt = (ipAddress, deviceSecret) => ({
  ipAddress,
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  deviceSecret: () => deviceSecret,
  heldToken: undefined,
});

/** One of the two: its nodes, and a server on each. */
async function contender(urls, remove) {
  const nodes = await Promise.all(urls.map(watchNode));
  const servers = [];
  // The first of them migrates.
  for (const url of urls) servers.push(await openServices(url, clock));
  const pools = urls.map((uri) => createPool({ uri, connectionLimit: MANY }));
  return {
    nodes,
    servers,
    pools,
    async end() {
      for (const { database } of servers) await database.close();
      for (const pool of pools) pool.end();
      for (const node of nodes) await node.close();
      await remove();
    },
  };
}

/** Both steps in the browser that the person always uses, and the session that comes of them. */
async function signInWithCode({ services }, person) {
  const { login, secret } = person;
  person.address ??= newAddress();
  const client = clientAt(person.address, person.deviceSecret);
  const { challenge } = await services.signIn.signIn({ login, password: PASSWORD }, client);
  const code = generateSync({ secret, epoch: Math.floor(clock.now() / 1000) });
  const signedIn = await services.secondStep.verifyCode('AUTHENTICATOR_APP', challenge, code, false, client);
  person.deviceSecret = signedIn.deviceSecret;
  return { ...signedIn, client };
}

const issueToken = ({ services }, { session, account, device }) =>
  services.guard.own(session, (tx) => services.tokens.issue(tx, account, device.id, null));

const commitOneRow = (pool, id) =>
  new Promise((resolve, reject) => {
    const sql = 'UPDATE accounts SET lockCount = lockCount + 1 WHERE id = ?';
    pool.execute(sql, [id], (error) => (error ? reject(error) : resolve()));
  });

/** The same rows written by several nodes at once: what of it is rolled back for another, and what is refused. */
async function collide(name, contenders, people, ipAddressOf) {
  for (const { label, of, spread } of contenders) {
    const conflicts = async () => {
      let sum = 0;
      for (const node of of.nodes) sum += await node.conflicts();
      return sum;
    };
    const before = await conflicts();
    let refused = 0;
    const { rate, p50, p99 } = await timed(
      people.map((login, turn) => async () => {
        const { services } = of.servers[spread ? turn % of.servers.length : 0];
        await services.signIn
          .signIn({ login, password: PASSWORD }, clientAt(ipAddressOf()))
          .catch((error) => {
            // Too often in others' way: the API answers SERVICE_UNAVAILABLE.
            if (error.code !== 'ER_LOCK_DEADLOCK') throw error;
            refused++;
          });
      }),
      MANY,
    );
    const each = ((await conflicts()) - before) / people.length;
    show(
      `${name}: ${label}`,
      { rate, p50, p99 },
      `${each.toFixed(2)} conflicts a sign-in, ${refused} of ${people.length} refused`,
    );
  }
}

export async function run({ people = '80', rounds = '3' }) {
  if (!hasGalera()) return console.log('  cannot run: there is no galera-4 on this machine');
  const single = await startMariadb({ args: [...SETTINGS, ...SIZES] });
  const cluster = await startGalera({ args: SIZES });
  const plain = await contender([single.url], single.remove);
  const galera = await contender(
    cluster.nodes.map(({ url }) => url),
    cluster.remove,
  );
  const both = [plain, galera];
  const contenders = [
    { label: 'MariaDB', of: plain },
    { label: 'Galera, on one node', of: galera },
    { label: 'Galera, on each', of: galera, spread: true },
  ];
  const more = { passwordHash: await hash(PASSWORD, CHEAP) };
  const size = Number(people);
  /** Of each, those who have signed in before; and their sessions. */
  const known = new Map();
  for (const of of both) {
    const [{ database }] = of.servers;
    const persons = await insertProtected(database, size, 'code', more);
    const rows = await insertProtected(database, COMMITS, 'row', more);
    const sessions = [];
    for (const person of persons) sessions.push(await signInWithCode(of.servers[0], person));
    known.set(of, { persons, sessions, rows });
  }

  for (const [durability, means] of [
    [1, 'each commit is on the disk (innodb_flush_log_at_trx_commit = 1)'],
    [2, 'the disk is written each second (= 2)'],
  ]) {
    for (const { nodes } of both) {
      for (const node of nodes) await node.set('innodb_flush_log_at_trx_commit', durability);
    }
    console.log(` ${means}`);
    const oneRow = (of) => ({
      items: [...known.get(of).rows],
      job: (node, { id }) => commitOneRow(of.pools[node], id),
    });
    await compare('one row', contenders, Number(rounds), oneRow);
    const appliedBy = (threads) => async () => {
      for (const node of galera.nodes) await node.set('wsrep_slave_threads', threads);
    };
    await compare(
      'one row, applied elsewhere',
      [
        { label: 'by one thread', of: galera, prepare: appliedBy(1) },
        { label: 'by sixteen', of: galera, prepare: appliedBy(16) },
      ],
      Number(rounds),
      oneRow,
    );
    await appliedBy(1)();
    await compare('sign-in', contenders, Number(rounds), (of) => {
      clock.ahead += STEP;
      return {
        items: [...known.get(of).persons],
        job: (node, person) => signInWithCode(of.servers[node], person),
      };
    });
    if (durability !== 1) continue;
    const check = (of) => ({
      items: [...known.get(of).sessions],
      job: async (node, { issued, client }) => {
        const { sessions, laterWrites } = of.servers[node].services;
        if (!(await sessions.authenticate(issued.token, client.ipAddress))) throw new Error('not signed in');
        await laterWrites.settle();
      },
    });
    await compare('check that notes the use', contenders, Number(rounds), (of) => {
      clock.ahead += MINUTE;
      return check(of);
    });
    await compare('check in the same minute', contenders, Number(rounds), check);
    await compare('token issued', contenders, Number(rounds), (of) => ({
      items: [...known.get(of).sessions],
      job: (node, session) => issueToken(of.servers[node], session),
    }));
    await compare('token revoked', contenders, Number(rounds), async (of) => {
      const items = [];
      for (const signedIn of known.get(of).sessions) {
        const { tokenId } = await issueToken(of.servers[0], signedIn);
        items.push({ session: signedIn.session, tokenId });
      }
      return {
        items,
        job: (node, { session, tokenId }) => of.servers[node].services.tokens.revoke(session, tokenId),
      };
    });
  }

  console.log(' the same rows at once, by password alone');
  for (const {
    servers: [{ database }],
  } of both) {
    await insertPeople(database, size, 'open', more);
  }
  const everybody = Array.from({ length: size }, (_, n) => `open-${n}`);
  await collide('own accounts and addresses', contenders, everybody, newAddress);
  await collide('own accounts, one address', contenders, everybody, () => '192.0.2.1');
  await collide(
    `${BUSY} accounts, own addresses`,
    contenders,
    everybody.map((_, n) => `open-${n % BUSY}`),
    newAddress,
  );
  await collide(
    'one account, own addresses',
    contenders,
    everybody.map(() => 'open-0'),
    newAddress,
  );

  console.log(' the audit log sealed, a thousand events in a transaction');
  for (const { label, of } of contenders.slice(0, 2)) {
    const { database, services } = of.servers[0];
    await services.auditChain.seal();
    await database.transaction((tx) =>
      services.audit.recordMany(
        tx,
        Array.from({ length: SEALED }, () => ({
          action: 'sign_in.failed',
          actor: { id: null, login: null, ipAddress: '192.0.2.1' },
        })),
      ),
    );
    const began = performance.now();
    const sealed = await services.auditChain.seal();
    console.log(
      `  ${label.padEnd(46)} ${((sealed / (performance.now() - began)) * 1000).toFixed(0).padStart(7)} events/s`,
    );
  }
  for (const one of both) await one.end();
}
