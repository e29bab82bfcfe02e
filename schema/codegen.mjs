/** Typed documents of operations/, for the client beside it: `npm run schema`. */
export default {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*.graphql',
  generates: {
    'schema/client/operations.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        documentMode: 'string',
        useTypeImports: true,
        pureMagicComment: true,
        enumType: 'string-literal',
        // Answers name their type only where the document asks for it.
        skipTypename: true,
        scalars: { DateTimeISO: 'string', ID: 'string', JSON: { input: 'unknown', output: 'unknown' } },
      },
    },
  },
};
