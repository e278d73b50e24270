/** @type {import('@graphql-codegen/cli').CodegenConfig} Types for every operation in src, from the portal's own schema. */
export default {
  schema: `${process.env['PORTAL_URL'] ?? 'http://localhost:4000'}/schema.graphql`,
  documents: 'src/*.ts',
  importExtension: '.js',
  generates: {
    'src/gql/': {
      preset: 'client',
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { Decimal: 'string', Date: 'string', DateTime: 'string' },
      },
    },
  },
};
