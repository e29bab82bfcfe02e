import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  getNamedType,
  GraphQLError,
  type GraphQLField,
  isInputObjectType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

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

/** What is told by its arguments to check a secret, or to take one in: guessed, or made to cost, many times at once. */
const SECRET = /password|code|challenge|response|token/i;

const isSensitive = ({ args }: GraphQLField<unknown, unknown>): boolean =>
  args.some(({ name, type }) => {
    const inner = getNamedType(type);
    return (
      SECRET.test(name) ||
      (isInputObjectType(inner) && Object.keys(inner.getFields()).some((field) => SECRET.test(field)))
    );
  });

/**
 * One sensitive mutation a request, aliases, repetitions and fragments included: else one request is many guesses
 * (OWASP GraphQL Cheat Sheet, Batching Attacks).
 */
export const oneSensitiveMutation: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (operation.operation !== OperationTypeNode.MUTATION) return;
    const sensitive = sensitiveAt(context, operation.selectionSet, new Map());
    if (sensitive.length <= 1) return;
    const named = [...new Set(sensitive)].join(', ');
    context.reportError(new GraphQLError(`Only one of these in a request: ${named}.`, { nodes: operation }));
  },
});

/**
 * The sensitive fields at the root, each as often as it would run. A fragment is read once and counts for two at most:
 * a few lines of fragments that spread each other twice would unfold to millions.
 */
function sensitiveAt(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  ofFragments: Map<string, string[]>,
): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      const field = context.getSchema().getMutationType()?.getFields()[name];
      return field && isSensitive(field) ? [name] : [];
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return sensitiveAt(context, selection.selectionSet, ofFragments);
    }
    const { value } = selection.name;
    const known = ofFragments.get(value);
    if (known) return known;
    // Until it is read: one that holds itself is refused by a rule of graphql's own.
    ofFragments.set(value, []);
    const fragment = context.getFragment(value);
    const found = fragment ? sensitiveAt(context, fragment.selectionSet, ofFragments).slice(0, 2) : [];
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
  oneSensitiveMutation,
];
