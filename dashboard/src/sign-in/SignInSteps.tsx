import { type ReactNode, useState } from 'react';
import { type SecondFactorRequired, signIn } from '#client/sign-in';
import { client } from '../api/client';
import { ExpiredStep } from './ExpiredStep';
import type { Credentials } from './PasswordStep';
import { SecondFactorStep } from './SecondFactorStep';

// What was given is kept while this is open, so that a sign-in that has expired can be begun again without typing.
type Step =
  | { name: 'password' }
  | { name: 'second-factor'; given: Credentials; asked: SecondFactorRequired }
  | { name: 'expired'; given: Credentials };

/** The password, then a second factor where one is asked for. `children` asks for the password, and sends it. */
export function SignInSteps(props: {
  service: string;
  onSignedIn: () => Promise<void>;
  /** Instead of asking for the password again. */
  onStartOver?: () => void;
  children: (begin: (given: Credentials) => Promise<void>) => ReactNode;
}) {
  const [step, setStep] = useState<Step>({ name: 'password' });
  const begin = async (given: Credentials) => {
    const outcome = await signIn(client, given);
    if (outcome.__typename === 'SignedIn') return props.onSignedIn();
    setStep({ name: 'second-factor', given, asked: outcome });
  };
  const startOver = () => {
    if (props.onStartOver) props.onStartOver();
    else setStep({ name: 'password' });
  };
  switch (step.name) {
    case 'password':
      return props.children(begin);
    case 'second-factor':
      return (
        <SecondFactorStep
          // A new challenge starts afresh.
          key={step.asked.challenge}
          service={props.service}
          asked={step.asked}
          onSignedIn={props.onSignedIn}
          onExpired={() => setStep({ name: 'expired', given: step.given })}
          onStartOver={startOver}
        />
      );
    case 'expired':
      return <ExpiredStep onContinue={() => begin(step.given)} onStartOver={startOver} />;
  }
}
