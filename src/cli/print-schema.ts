import 'reflect-metadata';
import { FEATURE_MODULES } from '../app.module.js';
import { buildSchema, PlatformGraphqlModule, schemaText } from '../platform/graphql/index.js';

/** Prints the schema that the code describes, without a database: `npm run schema` keeps it in schema.gql. */
const schema = await buildSchema([PlatformGraphqlModule, ...FEATURE_MODULES]);
process.stdout.write(schemaText(schema));
