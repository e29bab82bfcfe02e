import type { Context } from '../platform/graphql/context.js';
import type { SignedIn } from './completion.js';
import { type SignedInType, toSignedInType } from './sign-in.type.js';

/** The request goes on as the account it has signed in, so that its answer can be read whole. */
export function keep(signedIn: SignedIn, context: Context): SignedInType {
  context.session = signedIn.session;
  context.keepCookies(signedIn);
  return toSignedInType(signedIn);
}
