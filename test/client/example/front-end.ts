// All that a front end of one's own needs: the typed client, and the flow as a union.
import { LatchkeyClient } from '../../../schema/client/client.js';
import { LatchkeyError } from '../../../schema/client/errors.js';
import { MeDocument, SignOutDocument } from '../../../schema/client/operations.js';
import { signIn, verify } from '../../../schema/client/sign-in.js';

const server = new URLSearchParams(location.search).get('latchkey') ?? location.origin;
const client = new LatchkeyClient({ url: `${server}/graphql` });

const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const typed = (name: string) => document.querySelector<HTMLInputElement>(`[name=${name}]`)!.value;
const say = (text: string) => (find('[role=status]').textContent = text);
const show = (shown: '#password' | '#code' | '#sign-out') => {
  for (const part of ['#password', '#code', '#sign-out']) find(part).hidden = part !== shown;
};

let challenge = '';

function onSubmit(form: string, action: () => Promise<void>): void {
  find(form).addEventListener('submit', (event) => {
    event.preventDefault();
    action().catch((error: unknown) =>
      say(error instanceof LatchkeyError ? `${error.code}: ${error.message}` : String(error)),
    );
  });
}

async function greet(): Promise<void> {
  const { me } = await client.send(MeDocument);
  show(me ? '#sign-out' : '#password');
  say(me ? `Signed in as ${me.login}` : 'Signed out');
}

onSubmit('#password', async () => {
  const outcome = await signIn(client, { login: typed('login'), password: typed('password') });
  if (outcome.__typename === 'SignedIn') return greet();
  ({ challenge } = outcome);
  show('#code');
  say(`One of: ${outcome.methods.join(', ')}`);
});

onSubmit('#code', async () => {
  const proof = { method: 'AUTHENTICATOR_APP', code: typed('code') } as const;
  await verify(client, challenge, proof, {
    trustDevice: document.querySelector('[name=trust]:checked') !== null,
  });
  await greet();
});

find('#sign-out').addEventListener('click', () => void client.send(SignOutDocument).then(greet));

await greet();
