import type { AuthChecker } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import type { Access, AccessRule } from '../access.js';

/** The rule, asked by type-graphql of every field with `@Authorized`. */
export const authChecker =
  (rule: AccessRule): AuthChecker<Context, Access> =>
  async ({ context }, asked) => {
    await rule(sessionOf(context), asked);
    return true;
  };
