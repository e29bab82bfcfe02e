import type { ComponentProps } from 'react';
import { Themed } from '../theme/Themed';
import { ExpiredStep as Expired } from './ExpiredStep';
import { SecondFactorStep as SecondFactor } from './SecondFactorStep';

/** The steps after the password, which are fetched while that is typed. */
export const SecondFactorStep = (props: ComponentProps<typeof SecondFactor>) => (
  <Themed>
    <SecondFactor {...props} />
  </Themed>
);

export const ExpiredStep = (props: ComponentProps<typeof Expired>) => (
  <Themed>
    <Expired {...props} />
  </Themed>
);
