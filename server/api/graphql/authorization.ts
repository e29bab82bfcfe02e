import type { AuthChecker } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import type { Access, AccessRule } from '../access.js';

/** The rule, asked by type-graphql of every field with `@Authorized`. */
export const authChecker =
  (rule: AccessRule): AuthChecker<Context, Access> =>
  async ({ context, info }, asked) => {
    await rule(callerOf(context), asked, info.path.prev === undefined ? 'operation' : 'field');
    return true;
  };
