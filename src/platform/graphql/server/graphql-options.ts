import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { Request } from 'express';
import { newId } from '../../../kernel/id.js';
import { ANONYMOUS, departureOf, userAgentOf, type GraphqlContext } from '../../access/index.js';
import { CONFIG, type Config } from '../../config/index.js';
import { LOGGER, Metrics, recordOf, type Logger } from '../../observe/index.js';
import { ResponseStore, responseStorePlugin } from '../../response-store/index.js';
import { accessPlugin } from './access.plugin.js';
import { CompiledOperations } from './compiled-operations.js';
import { errorFormatter, type ErrorFormatter } from './error-format.js';
import { executionPlugin } from './execution.plugin.js';
import { httpStatusPlugin } from './http-status.plugin.js';
import { measurePlugin } from './measure.plugin.js';
import { operationCost } from './operation-cost.js';
import { limitRules } from './operation-limits.js';
import { BUILD_SCHEMA_OPTIONS, prepareSchema } from './schema-preparation.js';

/** A request with one of these cannot come from another site's page without its browser asking us first. */
const CSRF_HEADERS = [
  'authorization',
  'apollo-require-preflight',
  'graphql-require-preflight',
  'x-apollo-operation-name',
];

/** How Apollo Server is set up; each setting that differs from the default says why. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<ApolloDriverConfig> {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly moduleRef: ModuleRef,
    private readonly store: ResponseStore,
  ) {}

  createGqlOptions(): Omit<ApolloDriverConfig, 'driver'> {
    const { limits, graphql } = this.config;
    const formatError = errorFormatter(this.logger);
    return {
      path: '/graphql',
      autoSchemaFile: true,
      // Sorting copies the whole schema at every start; what is printed is sorted when it is printed.
      sortSchema: false,
      transformSchema: prepareSchema,
      transformAutoSchemaFile: true,
      buildSchemaOptions: { ...BUILD_SCHEMA_OPTIONS },
      // Nest's and Apollo's own pages load scripts from the network; ours is served before Apollo is asked.
      graphiql: false,
      // The schema is public: every client may read it, and code is generated from it.
      introspection: true,
      includeStacktraceInErrorResponses: false,
      csrfPrevention: { requestHeaders: CSRF_HEADERS },
      // Nest would rewrite statuses and errors after us.
      preserveHttpStatusForExecutionErrors: false,
      autoTransformHttpErrors: false,
      formatError,
      // Apollo's own writer sorts the keys of every answer, which costs more than writing it.
      stringifyResult: (value: unknown) => JSON.stringify(value),
      logger: this.logger,
      parseOptions: { maxTokens: limits.tokens },
      validationRules: limitRules(limits),
      context: ({ req }: { req: Request }): GraphqlContext & { req: Request } => ({
        req,
        ctx: {
          requestId: recordOf(req)?.requestId ?? newId(),
          caller: ANONYMOUS,
          ip: req.ip ?? null,
          userAgent: userAgentOf(req.get('user-agent')),
          ...(req.res && { gone: departureOf(req.res) }),
        },
      }),
      plugins: [
        // It would wrap every field of every answer, for hints that we do not give.
        ApolloServerPluginCacheControlDisabled(),
        accessPlugin(this.moduleRef, limits.cost),
        httpStatusPlugin(),
        measurePlugin(this.metrics),
        responseStorePlugin(
          this.store,
          ({ schema, ...asked }) => operationCost(schema, asked).cost,
        ),
        ...(graphql.engine === 'graphql-jit'
          ? [this.compiling(graphql.compileAtUse, formatError)]
          : []),
      ],
    };
  }

  private compiling(compileAtUse: number, formatError: ErrorFormatter) {
    const operations = new CompiledOperations(compileAtUse, this.logger);
    return executionPlugin(operations, formatError, this.metrics);
  }
}
