import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { costOf } from '../../platform/graphql/costly.js';

// Some times what the largest documents of the dashboard need.
const MAX_DEPTH = 8;
const MAX_ALIASES = 30;
const MAX_COST = 2000;

const reporting = {
  flattenFragments: true,
  // Reported like every other fault of a document; thrown, it would look like one of ours.
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) => {
      const message = error.message.replace('Syntax Error: ', '');
      context?.reportError(new GraphQLError(message));
    },
  ],
};

/**
 * One mutation marked `@Costly` a request, aliases, repetitions and fragments included: otherwise one request is many
 * guesses (OWASP GraphQL Cheat Sheet, Batching Attacks), or the work of many.
 */
export const oneCostlyMutation: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (operation.operation !== OperationTypeNode.MUTATION) return;
    const costly = costlyAt(context, operation.selectionSet, new Map());
    if (costly.length <= 1) return;
    const named = [...new Set(costly)].join(', ');
    context.reportError(new GraphQLError(`Only one of these in a request: ${named}.`, { nodes: operation }));
  },
});

/**
 * The costly fields at the root, each as often as it would run. A fragment is read once and counts for two at most:
 * a few lines of fragments that spread each other twice would unfold to millions.
 */
function costlyAt(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  ofFragments: Map<string, string[]>,
): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      const field = context.getSchema().getMutationType()?.getFields()[name];
      return field && costOf(field) ? [name] : [];
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return costlyAt(context, selection.selectionSet, ofFragments);
    }
    const { value } = selection.name;
    const known = ofFragments.get(value);
    if (known) return known;
    // Until it is read: one that holds itself is refused by a rule of graphql's own.
    ofFragments.set(value, []);
    const fragment = context.getFragment(value);
    const found = fragment ? costlyAt(context, fragment.selectionSet, ofFragments).slice(0, 2) : [];
    ofFragments.set(value, found);
    return found;
  });
}

export const limits: ValidationRule[] = [
  maxDepthRule({ ...reporting, n: MAX_DEPTH }),
  maxAliasesRule({
    n: MAX_ALIASES,
    propagateOnRejection: reporting.propagateOnRejection,
    onReject: reporting.onReject,
  }),
  costLimitRule({ ...reporting, maxCost: MAX_COST }),
  oneCostlyMutation,
];
