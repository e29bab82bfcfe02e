/** What was proved besides the password when signing in: the method of a factor, which only factors/ knows. */
export type SecondFactor = Uppercase<string>;

/**
 * The same; that the device was trusted then; and an administrator's code in place of all: such a session can only
 * enrol.
 */
export type SignInMethod = SecondFactor | 'TRUSTED_DEVICE' | 'RECOVERY_CODE';

/** Whether it is a second factor that was proved, rather than spared or replaced. */
export const isSecondFactor = (proved: SignInMethod | null): proved is SecondFactor =>
  proved !== null && proved !== 'TRUSTED_DEVICE' && proved !== 'RECOVERY_CODE';
