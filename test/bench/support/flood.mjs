// A thread of its own, so that what floods the server does not slow down what measures it.
import { parentPort, workerData } from 'node:worker_threads';
import autocannon from 'autocannon';
import { graphqlRequest, PASSWORD, SIGN_IN } from './server.mjs';

const { url, logins, rate, connections, seconds } = workerData;
const times = { signedIn: [], refused: [] };
const counts = { signedIn: 0, refused: 0, other: 0 };
let next = 0;

function kindOf(body) {
  if (body.includes('"challenge"')) return 'signedIn';
  return body.includes('TOO_MANY_ATTEMPTS') ? 'refused' : 'other';
}

const { errors, timeouts } = await autocannon({
  url,
  connections,
  duration: seconds,
  overallRate: rate,
  timeout: 30,
  requests: [
    {
      setupRequest: (request) => ({
        ...request,
        ...graphqlRequest(url, SIGN_IN, undefined, {
          login: logins[next++ % logins.length],
          password: PASSWORD,
        }),
        path: '/graphql',
      }),
    },
  ],
  setupClient(client) {
    let body = '';
    client.on('body', (chunk) => (body = chunk.toString()));
    client.on('response', (_status, _bytes, milliseconds) => {
      const kind = kindOf(body);
      counts[kind]++;
      times[kind]?.push(milliseconds);
    });
  },
});
const quantile = (sorted, part) => sorted[Math.floor(sorted.length * part)] ?? NaN;
const summary = Object.fromEntries(
  Object.entries(times).map(([kind, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return [kind, { rate: all.length / seconds, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }];
  }),
);
parentPort.postMessage({ ...summary, other: counts.other, broken: errors, timeouts });
