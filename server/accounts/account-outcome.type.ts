import { Field, ID, ObjectType } from 'type-graphql';
import { RefusalCodeEnum } from '../platform/graphql/refusal-code.type.js';
import type { RefusalCode } from '../platform/refusal.js';
import type { BulkOutcome } from './each-account.js';

@ObjectType({ description: 'The outcome for one account.' })
export class AccountOutcome {
  @Field(() => ID, { description: 'The account’s identifier.' })
  id!: string;

  @Field(() => Boolean, {
    description: 'Whether it was done; false: it was refused, and nothing was changed.',
  })
  done!: boolean;

  @Field(() => RefusalCodeEnum, { nullable: true, description: 'The refusal’s code; null: done.' })
  code!: RefusalCode | null;

  @Field(() => String, { nullable: true, description: 'The refusal in words.' })
  message!: string | null;
}

export const toAccountOutcome = ({ id, refusal }: BulkOutcome): AccountOutcome => ({
  id,
  done: refusal === null,
  code: refusal?.code ?? null,
  message: refusal?.message ?? null,
});
