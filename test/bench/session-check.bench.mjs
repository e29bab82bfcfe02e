import { cpuMeter } from './support/cpu.mjs';
import { onEachDatabase } from './support/databases.mjs';
import { load, SECONDS, show, sideBySide } from './support/measure.mjs';
import { graphqlRequest, signInAdmin, startServer } from './support/server.mjs';

export const title = 'Session check: what a token costs';

export const run = () =>
  onEachDatabase(async (databaseUrl) => {
    const server = await startServer(databaseUrl);
    const token = await signInAdmin(server.url);
    const [nothing, me] = await sideBySide([
      (seconds) => load(graphqlRequest(server.url, '{ __typename }'), seconds),
      (seconds) => load(graphqlRequest(server.url, '{ me { id login } }', token), seconds),
    ]);
    show('{ __typename }, the same Apollo server', nothing);
    show('me, with a token', me, `${(me.rate / nothing.rate).toFixed(2)} × (aim: 0.70 or more)`);
    const cpu = cpuMeter(server.pid);
    const { rate } = await load(graphqlRequest(server.url, '{ me { id login } }', token));
    console.log(`  CPU of the event loop for one: ${(cpu().main / (rate * SECONDS)).toFixed(2)} ms`);
    await server.stop();
  });
