import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { providerClassesOf } from './provider-classes.js';
import { BUILD_SCHEMA_OPTIONS, prepareSchema } from './schema-preparation.js';

/** The schema that the modules describe, exactly as the server would serve it. */
export async function buildSchema(modules: readonly unknown[]): Promise<GraphQLSchema> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  try {
    const factory = builder.get(GraphQLSchemaFactory);
    return prepareSchema(
      await factory.create(providerClassesOf(modules), { ...BUILD_SCHEMA_OPTIONS }),
    );
  } finally {
    await builder.close();
  }
}
