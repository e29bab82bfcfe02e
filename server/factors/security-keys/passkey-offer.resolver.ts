import { FieldResolver, Resolver } from 'type-graphql';
import type { Settings } from '../../settings/settings.entity.js';
import { choiceType } from '../../settings/settings.type.js';
import { PublicSettings } from '../two-factor/two-factor.resolver.js';
import type { RegistrationService } from './registration.service.js';

@Resolver(() => PublicSettings)
export class PasskeyOfferResolver {
  constructor(private readonly registration: RegistrationService) {}

  @FieldResolver(() => choiceType('offerPasskeys'), {
    description:
      'The way in which a passkey is offered after a sign-in with a password; NEVER while passkeys are not allowed.',
  })
  offerPasskeys(): Promise<Settings['offerPasskeys']> {
    return this.registration.offer();
  }
}
