import { type ReactNode, useRef, useState } from 'react';
import { type SecondFactorRequired, signIn } from '../../../schema/client/sign-in';
import { client } from '../api/client';
import { ExpiredStep } from './ExpiredStep';
import type { Credentials } from './PasswordStep';
import { SecondFactorStep } from './SecondFactorStep';

type Step =
  { name: 'password' } | { name: 'second-factor'; asked: SecondFactorRequired } | { name: 'expired' };

/** The password, then a second factor where one is asked for. `children` asks for the password, and sends it. */
export function SignInSteps(props: {
  service: string;
  onSignedIn: () => Promise<void>;
  /** Instead of asking for the password again. */
  onStartOver?: () => void;
  children: (begin: (given: Credentials) => Promise<void>) => ReactNode;
}) {
  const [step, setStep] = useState<Step>({ name: 'password' });
  // Kept while this is open, so that a sign-in that has expired can be begun again without typing.
  const credentials = useRef<Credentials | null>(null);
  const signedIn = async () => {
    credentials.current = null;
    await props.onSignedIn();
  };
  const begin = async (given: Credentials) => {
    const outcome = await signIn(client, given);
    if (outcome.__typename === 'SignedIn') return signedIn();
    credentials.current = given;
    setStep({ name: 'second-factor', asked: outcome });
  };
  const startOver = () => {
    credentials.current = null;
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
          onSignedIn={signedIn}
          onExpired={() => setStep({ name: 'expired' })}
          onStartOver={startOver}
        />
      );
    case 'expired':
      return (
        <ExpiredStep
          onContinue={() => (credentials.current ? begin(credentials.current) : Promise.resolve(startOver()))}
          onStartOver={startOver}
        />
      );
  }
}
