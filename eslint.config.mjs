import eslint from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const NO_TRANSPORT = {
  group: ['graphql', 'graphql/*', 'type-graphql', 'express', '@apollo/*', '**/*.type.js'],
  message: 'Services know nothing of GraphQL or HTTP.',
};

export default tseslint.config(
  { ignores: ['dist*/', 'node_modules/', 'data/', 'schema/client/operations.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['test/tsconfig.json', 'dashboard/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Rows and GraphQL objects are plain data that happens to be described by classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { ...reactHooks.configs.flat['recommended-latest'], files: ['dashboard/**/*.ts', 'dashboard/**/*.tsx'] },
  {
    files: ['dashboard/**/*.ts', 'dashboard/**/*.tsx'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/schema/client/*'], message: 'The typed client is #client/….' },
            {
              group: ['@tanstack/react-query'],
              importNames: ['useMutation'],
              message: 'What a button or a form sends is run by components/useAction.ts.',
            },
            {
              group: ['ra-core', 'react-admin'],
              importNames: ['useNotify'],
              message: 'What is said in passing is said by components/useSay.ts.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "VariableDeclarator[init.callee.name='useState'] > ArrayPattern > Identifier[name='setBusy']",
          message: 'What a button or a form sends is run by components/useAction.ts.',
        },
      ],
    },
  },
  {
    files: ['dashboard/src/components/useAction.ts', 'dashboard/src/components/useSay.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    // Decorated signatures need the class itself at run time; their explicit type functions import it as a value.
    files: ['**/*.resolver.ts', '**/*.type.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['server/platform/clock.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes from the Clock.' },
        { object: 'Math', property: 'random', message: 'Randomness comes from node:crypto.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes from the Clock.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'The environment is read by config.ts.',
        },
        {
          selector:
            "ForStatement:not([test]) :matches(CallExpression[callee.name='MoreThan'], AssignmentExpression[left.name=/^(after|before)$/])",
          message: 'Rows a page at a time come from keyset() of platform/paging/keyset.ts.',
        },
        {
          selector:
            "ClassDeclaration[id.name=/Page$/][superClass=null]:has(> Decorator[expression.callee.name='ObjectType'])",
          message: 'The page of a list extends pageOf() of platform/graphql/page.type.ts.',
        },
        {
          selector: 'TemplateElement[value.raw=/\\b(LIMIT|OFFSET) (\\d{2}|$)/]',
          message: 'Numbers are parameters of a statement, not its text.',
        },
        {
          selector:
            "VariableDeclarator[id.type='ArrayPattern'][id.elements.length=1][init.argument.callee.property.name='rows']",
          message: 'One row is asked for by Database.row: look-ups of one moment go as one statement.',
        },
      ],
    },
  },
  {
    files: ['server/**/*.ts'],
    ignores: [
      '**/*.resolver.ts',
      '**/*.type.ts',
      'server/{api,app}/**',
      'server/platform/{graphql,telemetry}/**',
    ],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [NO_TRANSPORT] }] },
  },
  {
    // What is longer does two things; texts, which grow by the sentence, and generated code are let be.
    files: ['server/**/*.{ts,mjs}', 'dashboard/src/**/*.{ts,tsx}', 'schema/**/*.{ts,mjs}'],
    ignores: ['**/{,admin-,react-admin-}{de,en,es,fr,hu,nl,ru}.ts'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }] },
  },
  { files: ['server/main.ts', 'server/cli/main.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // A test that finds nothing there fails, as it should.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['server/platform/jobs/agenda-backend/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [NO_TRANSPORT, { group: ['../*'], message: 'The backend knows nothing of Latchkey.' }] },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
