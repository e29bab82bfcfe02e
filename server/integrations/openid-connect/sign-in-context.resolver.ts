import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.js';
import { enumOf } from '../../platform/graphql/enum.type.js';
import { interactionIn, type InteractionsService, type Needed } from './interactions.service.js';

const SignInNeed = enumOf<Needed>('SignInNeed', 'What a person has to do before entering an application.', {
  SIGN_IN: 'Sign in.',
  REAUTHENTICATE: 'Prove themselves again in this session (reauthenticate), never by another sign-in.',
  ENROL: 'Set up a second factor, which the application demands.',
  ENTER: 'Nothing: go on to /auth/continue.',
});

@ObjectType({ description: 'What one signs in to.' })
export class SignInContext {
  @Field(() => String, { description: 'The application’s name.' })
  application!: string;

  @Field(() => SignInNeed, { description: 'What is missing at this moment.' })
  needs!: Needed;
}

@Resolver()
export class SignInContextResolver {
  constructor(private readonly interactions: InteractionsService) {}

  @Query(() => SignInContext, {
    nullable: true,
    description: 'What the sign-in page was opened for; null for nothing, or what is over.',
  })
  async signInContext(
    @Arg('to', () => String, { description: 'The sign-in page’s parameter `continue`.' }) to: string,
    @Ctx() { session }: Context,
  ): Promise<SignInContext | null> {
    const uid = interactionIn(to);
    const interaction = uid === undefined ? null : await this.interactions.find(uid);
    if (!interaction) return null;
    return {
      application: interaction.application.name,
      needs: await this.interactions.needed(interaction, session),
    };
  }
}
