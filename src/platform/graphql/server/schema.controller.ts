import { Controller, Get, Header } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { Allow, Permission } from '../../access/index.js';
import { schemaText } from './schema-preparation.js';

/** Publishes the schema as a file, for code generators and people. */
@Controller()
export class SchemaController {
  private text: string | undefined;

  constructor(private readonly host: GraphQLSchemaHost) {}

  @Allow(Permission.PUBLIC)
  @Get('schema.graphql')
  @Header('content-type', 'application/graphql; charset=utf-8')
  @Header('cache-control', 'public, max-age=60')
  read(): string {
    this.text ??= schemaText(this.host.schema);
    return this.text;
  }
}
