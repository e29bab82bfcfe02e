import { type ReactNode, useEffect, useState } from 'react';
import { type Proof, type SecondFactorRequired, signIn } from '#client/sign-in';
import { client } from '../api/client';
import { patiently } from '../api/lazy-page';
import { loadLaterSteps } from './later-steps';
import type { Credentials } from './PasswordStep';
import type { StepEntry } from './useStepEntry';

// What was given is kept while this is open, so that a sign-in that has expired can be begun again without typing.
type Step =
  | { name: 'password'; login: string }
  | {
      name: 'second-factor';
      given: Credentials;
      asked: SecondFactorRequired;
      later: LaterSteps;
    }
  | { name: 'expired'; given: Credentials; later: LaterSteps };

type LaterSteps = Awaited<ReturnType<typeof loadLaterSteps>>;

const FIRST: Step = { name: 'password', login: '' };

/** The password, then a second factor where one is asked for. `children` asks for the password, and sends it. */
export function SignInSteps(props: {
  service: string;
  /** With the second factor that was proved, if any was asked for. */
  onSignedIn: (proof?: Proof) => Promise<void>;
  /** Where the browser's Back leads from the later steps to the first. */
  entry?: StepEntry;
  /** Instead of asking for the password again. */
  onStartOver?: () => void;
  /** `login` is that of the sign-in that one has gone back from. */
  children: (begin: (given: Credentials) => Promise<void>, login: string) => ReactNode;
}) {
  const { entry } = props;
  const [step, setStep] = useState<Step>(FIRST);
  useEffect(() => {
    // While the password is typed; what fails is fetched again when it is needed.
    void loadLaterSteps().catch(() => undefined);
  }, []);
  const signedIn = async (proof?: Proof) => {
    await entry?.close();
    await props.onSignedIn(proof);
  };
  const begin = async (given: Credentials) => {
    const outcome = await signIn(client, given);
    if (outcome.__typename === 'SignedIn') return signedIn();
    setStep({ name: 'second-factor', given, asked: outcome, later: await patiently(loadLaterSteps) });
    entry?.open(() => setStep({ name: 'password', login: given.login }));
  };
  const startOver = async () => {
    await entry?.close();
    if (props.onStartOver) props.onStartOver();
    else setStep(FIRST);
  };
  switch (step.name) {
    case 'password':
      return props.children(begin, step.login);
    case 'second-factor':
      return (
        <step.later.SecondFactorStep
          // A new challenge starts afresh.
          key={step.asked.challenge}
          service={props.service}
          login={step.given.login}
          asked={step.asked}
          onSignedIn={signedIn}
          onExpired={() => setStep({ name: 'expired', given: step.given, later: step.later })}
          onStartOver={() => void startOver()}
        />
      );
    case 'expired':
      return (
        <step.later.ExpiredStep onContinue={() => begin(step.given)} onStartOver={() => void startOver()} />
      );
  }
}
