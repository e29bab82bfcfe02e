import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';

export const PASSWORD = 'correct horse battery staple';
export const SECRET_KEY = randomBytes(32).toString('hex');

export const SIGN_IN = `mutation ($login: String!, $password: String!) {
  signIn(input: { login: $login, password: $password }) {
    ... on SignedIn { token } ... on SecondFactorRequired { challenge } } }`;
export const VERIFY = `mutation ($challenge: String!, $code: String!) {
  verifyAuthenticatorCode(challenge: $challenge, code: $code) { token } }`;

/** A server process with limits out of the way; its first administrator is `admin` with PASSWORD. */
export function startServer(databaseUrl, env = {}) {
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      ADMIN_PASSWORD: PASSWORD,
      THROTTLE_ACCOUNT_ATTEMPTS: '1000000',
      THROTTLE_ADDRESS_ATTEMPTS: '1000000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Also when a contender fails.
  process.on('exit', () => child.kill());
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /"url":"([^"]+)","msg":"listening"/.exec(line)?.[1];
      if (!url) return;
      resolve({
        url: url.replace('localhost', '127.0.0.1'),
        pid: child.pid,
        stop: () => new Promise((done) => child.once('exit', done) && child.kill()),
      });
    });
  });
}

/** A GraphQL request as autocannon takes it. */
export const graphqlRequest = (url, query, token, variables) => ({
  url: `${url}/graphql`,
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  body: JSON.stringify({ query, variables }),
});

/** The data of an answer that must have no errors. */
export async function send(url, query, variables, token) {
  const { url: address, ...request } = graphqlRequest(url, query, token, variables);
  const { data, errors } = await (await fetch(address, request)).json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

export async function signInAdmin(url) {
  return (await send(url, SIGN_IN, { login: 'admin', password: PASSWORD })).signIn.token;
}
