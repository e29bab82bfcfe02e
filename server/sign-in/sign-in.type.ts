import { createUnionType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { AccountType, toAccountType } from '../accounts/account.type.js';
import { DeviceType, toDeviceType } from '../sessions/devices/device.type.js';
import { SecondFactorMethod } from '../sessions/tokens/second-factor-method.type.js';
import type { SignedIn } from './completion.js';
import type { SecondFactorRequired } from './sign-in.service.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';

export const KEEP_SIGNED_IN = {
  nullable: true,
  description:
    'Whether to stay signed in when the browser is closed, where keepSignedIn is ASK; true if left out. If not, the session ends after 24 hours, and its cookie with the browser.',
} as const;
// Arguments of every step two.
export const CHALLENGE = { description: 'The challenge from step one.' };
export const TRUST_DEVICE = {
  nullable: true,
  description: 'Whether this device may skip the second factor for trustDevicesForDays; false if left out.',
} as const;

@InputType({ description: 'Step one of signing in.' })
export class SignInInput {
  @Field(() => String, { description: 'The login, without regard to case.' })
  login!: string;

  @Field(() => String, { description: 'The account’s password.' })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The last SignedIn.deviceToken, for apps; browsers send it in an HttpOnly cookie.',
  })
  deviceToken?: string | null;

  @Field(() => String, { nullable: true, description: 'The device’s name, up to 100 characters.' })
  deviceName?: string | null;

  @Field(() => Boolean, KEEP_SIGNED_IN)
  keepSignedIn?: boolean | null;
}

@ObjectType('SignedIn', { description: 'Signed in, on a device that is now known.' })
export class SignedInType {
  @Field(() => String, { description: 'The bearer token; browsers also get it as an HttpOnly cookie.' })
  token!: string;

  @Field(() => Date, { nullable: true, description: 'The expiry; null: it does not expire.' })
  expiresAt!: Date | null;

  @Field(() => String, {
    description: 'The secret that identifies this device next time. The device’s earlier ones stop working.',
  })
  deviceToken!: string;

  @Field(() => AccountType, { description: 'The account that is signed in.' })
  account!: AccountType;

  @Field(() => DeviceType, { description: 'The device that was signed in on.' })
  device!: DeviceType;
}

@ObjectType('SecondFactorRequired', { description: 'The password was right; a second factor is asked for.' })
export class SecondFactorRequiredType {
  @Field(() => String, {
    description: 'The challenge: opaque, for the verify mutations only, valid for 5 minutes and 5 attempts.',
  })
  challenge!: string;

  @Field(() => [SecondFactorMethod], { description: 'The methods that this account can use, best first.' })
  methods!: SecondFactor[];

  @Field(() => Int, {
    nullable: true,
    description: 'The number of digits of the authenticator app’s code, if the app is among the methods.',
  })
  codeDigits!: number | null;

  @Field(() => Date, { description: 'The time at which the challenge expires.' })
  expiresAt!: Date;

  @Field(() => Int, {
    description: 'The number of days for which this device may be trusted; 0: do not offer it.',
  })
  trustDeviceForDays!: number;
}

export const SignInResult = createUnionType({
  name: 'SignInResult',
  description: 'Either signed in, or a second factor is needed.',
  types: () => [SignedInType, SecondFactorRequiredType] as const,
  resolveType: (value) => ('token' in value ? SignedInType : SecondFactorRequiredType),
});

export const toSignedInType = ({ issued, deviceSecret, account, device }: SignedIn): SignedInType => ({
  token: issued.token,
  expiresAt: issued.expiresAt === null ? null : new Date(issued.expiresAt),
  deviceToken: deviceSecret,
  account: toAccountType(account),
  device: toDeviceType(device),
});

export const toSecondFactorRequiredType = (required: SecondFactorRequired): SecondFactorRequiredType => ({
  challenge: required.challenge,
  methods: required.methods,
  codeDigits: required.codeDigits,
  expiresAt: new Date(required.expiresAt),
  trustDeviceForDays: required.trustDeviceForDays,
});
