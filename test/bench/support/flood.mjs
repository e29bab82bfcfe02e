// A thread of its own, so that what floods the server does not slow down what measures it.
import { Agent, request } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import { parentPort, workerData } from 'node:worker_threads';
import { graphqlRequest, PASSWORD, SIGN_IN } from './server.mjs';

const { url, logins, rate, burst, connections, seconds } = workerData;
const TIMEOUT = 30_000;
const SWELLING = 5;
// Idle connections are given up before the server does, or a request might meet its end.
const agent = new Agent({ keepAlive: true, maxSockets: connections, timeout: 3000 });
const times = { signedIn: [], refused: [], other: [], broken: [], timedOut: [] };

function kindOf(body) {
  if (body.includes('"challenge"')) return 'signedIn';
  return body.includes('TOO_MANY_ATTEMPTS') ? 'refused' : 'other';
}

/** Each from an address of its own, or most would be refused for having no more than a share of the places. */
const addressOf = (n) => `10.1.${n >> 8}.${n & 255}`;

function signIn(n) {
  const variables = { login: logins[n], password: PASSWORD };
  const { url: address, body, ...options } = graphqlRequest(url, SIGN_IN, undefined, variables);
  options.headers['x-forwarded-for'] = addressOf(n);
  return new Promise((resolve) => {
    const sent = request(address, { ...options, agent, timeout: TIMEOUT }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(kindOf(Buffer.concat(chunks).toString())));
    });
    sent.on('timeout', () => {
      resolve('timedOut');
      sent.destroy();
    });
    sent.on('error', () => resolve('broken'));
    sent.end(body);
  });
}

/**
 * Whether or not the server has answered those before: people do not wait for each other. It swells before it counts.
 */
function flood() {
  const began = performance.now();
  const answers = [];
  let due = 0;
  let last = began;
  let isFull = false;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const elapsed = (now - began) / 1000;
      due += (rate * Math.min(1, elapsed / SWELLING) * (now - last)) / 1000;
      last = now;
      if (!isFull && elapsed >= SWELLING) {
        isFull = true;
        parentPort.postMessage({ full: true });
      }
      for (let left = due < burst ? 0 : Math.floor(due); left > 0; left--, due--) {
        const counts = isFull;
        const answer = signIn(answers.length % logins.length);
        answers.push(answer.then((kind) => counts && times[kind].push(performance.now() - now)));
      }
      if (elapsed < SWELLING + seconds) return;
      clearInterval(timer);
      parentPort.postMessage({ over: true });
      resolve(Promise.all(answers));
    }, 1);
  });
}

await flood();
agent.destroy();
const quantile = (sorted, part) => sorted[Math.floor(sorted.length * part)] ?? NaN;
const figures = Object.fromEntries(
  Object.entries(times).map(([kind, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return [
      kind,
      {
        count: all.length,
        rate: all.length / seconds,
        p50: quantile(sorted, 0.5),
        p99: quantile(sorted, 0.99),
      },
    ];
  }),
);
parentPort.postMessage({ figures });
