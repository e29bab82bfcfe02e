import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../platform/graphql/context.js';
import { enumOf } from '../platform/graphql/enum.type.js';
import type { ForwardAuthService } from './forward-auth/forward-auth.service.js';
import type { InteractionsService, Needed } from './openid-connect/interactions.service.js';

const SignInNeed = enumOf<Needed>(
  'SignInNeed',
  'A step that a person has to take before entering an application.',
  {
    SIGN_IN: 'Sign in.',
    REAUTHENTICATE: 'Prove themselves again in this session (reauthenticate), never by another sign-in.',
    ENROL: 'Set up a second factor, which the application demands.',
    ENTER: 'Nothing: go on to /auth/continue.',
  },
);

@ObjectType('SignInContext', { description: 'The application that a person signs in to.' })
export class SignInContextType {
  @Field(() => String, { description: 'The application’s name.' })
  application!: string;

  @Field(() => SignInNeed, { description: 'The step that is missing now.' })
  needs!: Needed;
}

@Resolver()
export class SignInContextResolver {
  constructor(
    private readonly interactions: InteractionsService,
    private readonly forwardAuth: ForwardAuthService,
  ) {}

  @Query(() => SignInContextType, {
    nullable: true,
    description:
      'The application for which the sign-in page was opened; null if there is none, or the request has expired.',
  })
  async signInContext(
    @Arg('to', () => String, { description: 'The sign-in page’s parameter `continue`.' }) to: string,
    @Ctx() { session }: Context,
  ): Promise<SignInContextType | null> {
    return (
      (await this.interactions.contextOf(to, session)) ?? (await this.forwardAuth.contextOf(to, session))
    );
  }
}
