import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * An argument that is SQL text may hold other SQL text, never a value. Other SQL text is recognised by
 * its name: a CONSTANT, or a variable that ends in Sql or Column.
 */
const sqlCalls = '/^(query|named|execute|where|andWhere|orWhere|having|andHaving|orHaving|raw)$/';
const sqlSafePieces = [
  'TemplateElement',
  'Identifier[name=/^([A-Z][A-Z0-9_]*|[a-z]\\w*(Sql|Column))$/]',
  'CallExpression[callee.name=/^(escapeIdentifier|escapeLiteral)$/]',
  'CallExpression[callee.property.name=/^(escapeIdentifier|escapeLiteral)$/]',
];

const restrictedEverywhere = [
  {
    selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
    message: '"as unknown as" switches the compiler off: give the value its real type.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name, so that a thing is called the same wherever it is used.',
  },
  {
    selector: 'Property[key.name="synchronize"][value.value=true]',
    message: 'The schema is changed by migrations only.',
  },
];

const restrictedSql = [
  {
    selector: `CallExpression[callee.property.name=${sqlCalls}] > TemplateLiteral > :not(${sqlSafePieces.join(', ')})`,
    message:
      'SQL text takes values as $n parameters; only CONSTANTS and escaped identifiers go in.',
  },
  {
    selector: `CallExpression[callee.property.name=${sqlCalls}] > BinaryExpression[operator="+"]`,
    message: 'SQL text is not put together with "+": use $n parameters.',
  },
];

const restrictedForm = [
  ...restrictedEverywhere,
  {
    selector:
      ':matches(FunctionDeclaration, ArrowFunctionExpression, TSDeclareFunction)[params.length>4]',
    message: 'At most 4 parameters: pass one object with named fields.',
  },
  {
    selector: ':not(MethodDefinition[kind="constructor"]) > FunctionExpression[params.length>4]',
    message: 'At most 4 parameters: pass one object with named fields.',
  },
  {
    selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>10]',
    message: 'A class with more than 10 collaborators does more than one thing.',
  },
];

const restrictedInSource = [...restrictedForm, ...restrictedSql];

const notReproducible = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'A pure file gets the time as an argument.',
  },
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'A pure file gets the time as an argument.',
  },
  {
    selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'A pure file makes no random choice.',
  },
];

const nodeGlobals = Object.fromEntries(
  [
    'AbortController',
    'AbortSignal',
    'Buffer',
    'URL',
    'URLSearchParams',
    'clearInterval',
    'clearTimeout',
    'console',
    'fetch',
    'performance',
    'process',
    'setImmediate',
    'setInterval',
    'setTimeout',
    'structuredClone',
  ].map((name) => [name, 'readonly']),
);

export default tseslint.config(
  {
    ignores: ['**/dist/', 'coverage/', '.data/', '**/node_modules/', 'examples/codegen/src/'],
  },
  // A rule is changed here, for everyone and in review, never by a comment beside the code.
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs', '**/*.cjs'],
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { ...nodeGlobals, module: 'writable', require: 'readonly' },
    },
    rules: { 'max-lines': ['error', { max: 400 }], complexity: ['error', 12], eqeqeq: 'error' },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.test.json', 'web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // An async method without an await is how an interface of promises is kept by a fast answer.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      complexity: ['error', 12],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: ['forwardRef'],
              message: 'A circle of modules is a mistake in the arrows: declare a port instead.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/platform/config reads it.' },
      ],
      'no-restricted-syntax': ['error', ...restrictedInSource],
    },
  },
  {
    files: ['src/**/*.{rules,machine,problems}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restrictedInSource, ...notReproducible] },
  },
  // BEGIN goes out with the caller's scope in one message, and such a message takes no parameters.
  {
    files: ['src/platform/database/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restrictedForm] },
  },
  { files: ['src/platform/config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/cli/**/*.ts', 'src/main.ts'], rules: { 'no-console': 'off' } },
  // A migration is one long text of SQL, written once and then never touched.
  {
    files: ['migrations/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 800 }],
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...restrictedEverywhere],
    },
  },
  // Tests look into answers whose shape they are about to prove, and plant what code must refuse.
  {
    files: ['test/**/*.ts', 'src/**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Builders of test worlds are lists of defaults, and every default counts as a branch.
      complexity: ['error', 20],
      'max-lines': ['error', { max: 600 }],
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...restrictedEverywhere],
    },
  },
  {
    files: ['schema.gql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema.gql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: 'camelCase',
          InputValueDefinition: 'camelCase',
          Argument: 'camelCase',
          DirectiveDefinition: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
          'FieldDefinition[parent.name.value=Query]': {
            // "listings" is the noun of the domain; "listProducts" would be a verb.
            forbiddenPatterns: [/^(get|list|query)(?=[A-Z]|$)/],
          },
          'FieldDefinition[parent.name.value=Mutation]': { forbiddenPrefixes: ['set', 'mutation'] },
        },
      ],
      '@graphql-eslint/require-deprecation-reason': 'error',
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          rootField: true,
        },
      ],
      '@graphql-eslint/unique-type-names': 'off',
    },
  },
);
