import { createUnionType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { AccountType, toAccountType } from '../accounts/account.type.js';
import { DeviceType, toDeviceType } from '../sessions/devices/device.type.js';
import { SecondFactorMethod } from '../sessions/tokens/second-factor-method.type.js';
import type { SignedIn } from './completion.js';
import type { SecondFactorRequired } from './sign-in.service.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';

// Arguments of every step two.
export const CHALLENGE = { description: 'From step one.' };
export const TRUST_DEVICE = {
  nullable: true,
  description: 'Spare this device the second factor for trustDevicesForDays; false when left out.',
} as const;

@InputType({ description: 'Step one of signing in.' })
export class SignInInput {
  @Field(() => String, { description: 'Without regard to case.' })
  login!: string;

  @Field(() => String, { description: 'The account’s password.' })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'For apps: the last SignedIn.deviceToken. Browsers carry it in an HttpOnly cookie.',
  })
  deviceToken?: string | null;

  @Field(() => String, { nullable: true, description: 'What to call this device; up to 100 characters.' })
  deviceName?: string | null;
}

@ObjectType('SignedIn', { description: 'Signed in, on a device that is now known.' })
export class SignedInType {
  @Field(() => String, { description: 'Bearer token; browsers also get it as an HttpOnly cookie.' })
  token!: string;

  @Field(() => Date, { nullable: true, description: 'Null: it does not expire.' })
  expiresAt!: Date | null;

  @Field(() => String, {
    description: 'Proves this device next time; a secret. It voids earlier ones of the device.',
  })
  deviceToken!: string;

  @Field(() => AccountType, { description: 'Who is signed in.' })
  account!: AccountType;

  @Field(() => DeviceType, { description: 'The device that was signed in on.' })
  device!: DeviceType;
}

@ObjectType('SecondFactorRequired', { description: 'The password was right; a second factor is asked for.' })
export class SecondFactorRequiredType {
  @Field(() => String, {
    description: 'Opaque, for the verify mutations only; good for 5 minutes and 5 attempts.',
  })
  challenge!: string;

  @Field(() => [SecondFactorMethod], { description: 'What this account can use, best first.' })
  methods!: SecondFactor[];

  @Field(() => Int, {
    nullable: true,
    description: 'How many digits the authenticator app’s code has, when it is among the methods.',
  })
  codeDigits!: number | null;

  @Field(() => Date, { description: 'When the challenge ends.' })
  expiresAt!: Date;

  @Field(() => Int, { description: '0: do not offer to trust this device.' })
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
