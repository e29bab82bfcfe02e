import { OpenEnum } from '../../platform/graphql/enum.type.js';

/** Its values are the factors that the server is composed of. */
export const secondFactorMethods = new OpenEnum(
  'SecondFactorMethod',
  'Ways to prove oneself after the password.',
);
export const SecondFactorMethod = secondFactorMethods.type;
