import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { PlatformExplorerModule } from '../../explorer/index.js';
import { ApiVersionResolver } from './api-version.resolver.js';
import { PlatformResponseStoreModule } from '../../response-store/index.js';
import { GraphqlOptions } from './graphql-options.js';
import { SchemaController } from './schema.controller.js';

/** The one GraphQL endpoint. Modules add to it by providing resolvers. */
@Module({
  imports: [
    PlatformExplorerModule,
    PlatformResponseStoreModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      useClass: GraphqlOptions,
    }),
  ],
  controllers: [SchemaController],
  providers: [ApiVersionResolver],
})
export class PlatformGraphqlModule {}
