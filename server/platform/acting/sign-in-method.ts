/** What was proved besides the password when signing in: the method of a factor, which only factors/ knows. */
export type SecondFactor = Uppercase<string>;

/**
 * The same; that the device, or the network, was trusted then; an administrator's code in place of all, whose session can only enrol; and
 * one in place of what is not at hand, which changes nothing.
 */
export type SignInMethod =
  SecondFactor | 'TRUSTED_DEVICE' | 'TRUSTED_NETWORK' | 'RECOVERY_CODE' | 'BYPASS_CODE';

const NO_FACTORS: readonly SignInMethod[] = [
  'TRUSTED_DEVICE',
  'TRUSTED_NETWORK',
  'RECOVERY_CODE',
  'BYPASS_CODE',
];

/** Whether it is a second factor that was proved, rather than spared or replaced. */
export const isSecondFactor = (proved: SignInMethod | null): proved is SecondFactor =>
  proved !== null && !NO_FACTORS.includes(proved);

/** Whether applications may take it for one: a factor, or what an administrator vouches for in its place. */
export const isAssured = (proved: SignInMethod | null): boolean =>
  proved === 'BYPASS_CODE' || isSecondFactor(proved);
