import { openDatabase } from '../../dist/server/app/data-source.js';
import { insertProtected, signInWithCode } from './support/accounts.mjs';
import {
  call,
  signInByPassword,
  signInProtected,
  signUp,
  signUpProtected,
  startBetterAuth,
} from './support/better-auth.mjs';
import { onMysql } from './support/databases.mjs';
import { load, show, sideBySide, timed } from './support/measure.mjs';
import { graphqlRequest, send, signInAdmin, startServer } from './support/server.mjs';

export const title = 'better-auth 1.7.25 (twoFactor), same MariaDB, same argon2id, limits off on both';

const SESSIONS = 5;
const PEOPLE = 32;
const REVOCATIONS = 60;
const ROUNDS = 5;
const TOKENS = '{ myTokens { id createdAt lastUsedAt expiresAt } }';

function compare(name, [theirs, ours], aim) {
  show(`${name}: better-auth`, theirs);
  const ratio = `${(ours.rate / theirs.rate).toFixed(2)} ×`;
  show(`${name}: Latchkey`, ours, aim === undefined ? ratio : `${ratio} (aim: ${aim} or more)`);
}

export const run = () =>
  onMysql(async (theirDatabase) =>
    onMysql(async (ourDatabase) => {
      const latchkey = await startServer(ourDatabase);
      const database = await openDatabase({ url: ourDatabase, poolSize: 2 });
      // A code is good once, so every round has people of its own.
      const people = await insertProtected(database, PEOPLE * (ROUNDS + 1));
      await database.close();
      const betterAuth = await startBetterAuth(theirDatabase);

      let token;
      for (let session = 0; session < SESSIONS; session++) token = await signInAdmin(latchkey.url);
      let cookie = await signUp(betterAuth.url, 'admin');
      for (let session = 1; session < SESSIONS; session++) {
        cookie = await signInByPassword(betterAuth.url, 'admin');
      }
      const get = (path, seconds) =>
        load({ url: `${betterAuth.url}/api/auth${path}`, headers: { cookie } }, seconds);
      const query = (document, seconds) => load(graphqlRequest(latchkey.url, document, token), seconds);

      compare(
        'session check',
        await sideBySide(
          [
            (seconds) => get('/get-session', seconds),
            (seconds) => query('{ me { id login displayName } }', seconds),
          ],
          ROUNDS,
        ),
        1.5,
      );
      compare(
        `list of ${SESSIONS} sessions`,
        await sideBySide(
          [(seconds) => get('/list-sessions', seconds), (seconds) => query(TOKENS, seconds)],
          ROUNDS,
        ),
      );

      const theirPeople = [];
      for (let person = 0; person < PEOPLE; person++) {
        theirPeople.push(await signUpProtected(betterAuth.url, `code-${person}`));
      }
      let round = 0;
      const ofRound = () => people.slice(PEOPLE * round, PEOPLE * ++round);
      compare(
        'sign-in with code',
        await sideBySide(
          [
            () => timed(theirPeople.map((person) => () => signInProtected(betterAuth.url, person))),
            () => timed(ofRound().map((person) => () => signInWithCode(latchkey.url, person))),
          ],
          ROUNDS,
        ),
        1.2,
      );

      for (let session = 0; session < REVOCATIONS; session++) {
        await Promise.all([signInAdmin(latchkey.url), signInByPassword(betterAuth.url, 'admin')]);
      }
      const { body: theirSessions } = await call(betterAuth.url, '/list-sessions', undefined, cookie);
      const { myTokens } = await send(latchkey.url, '{ myTokens { id current } }', {}, token);
      const revokeTheirs = theirSessions
        .filter((session) => !cookie.includes(session.token))
        .slice(0, REVOCATIONS)
        .map((session) => () => call(betterAuth.url, '/revoke-session', { token: session.token }, cookie));
      const revokeOurs = myTokens
        .filter(({ current }) => !current)
        .slice(0, REVOCATIONS)
        .map(
          ({ id }) =>
            () =>
              send(latchkey.url, 'mutation ($id: ID!) { revokeToken(id: $id) }', { id }, token),
        );
      compare('revoke a session', [await timed(revokeTheirs, 4), await timed(revokeOurs, 4)]);
      await betterAuth.stop();
      await latchkey.stop();
    }),
  );
