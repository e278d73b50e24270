import {
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLResponse,
} from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Counter } from 'prom-client';
import type { GraphqlContext } from '../../access/index.js';
import type { Metrics } from '../../observe/index.js';
import type { CompiledOperations } from './compiled-operations.js';
import type { ErrorFormatter } from './error-format.js';

type Asked = GraphQLRequestContext<GraphqlContext>;

/**
 * Runs operations that come again as compiled functions, which takes less than half of the time; all others are left to
 * graphql-js. Apollo does not look at the errors of an answer that it did not make, so all that it does with them is
 * done here.
 */
export function executionPlugin(
  operations: CompiledOperations,
  formatError: ErrorFormatter,
  metrics: Metrics,
): ApolloServerPlugin<GraphqlContext> {
  const executions = new Counter({
    name: 'portal_graphql_executions_total',
    help: 'GraphQL operations by what ran them: graphql-jit, once compiled, or graphql-js.',
    labelNames: ['engine'] as const,
    registers: [metrics.registry],
  });
  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation(asked): Promise<GraphQLResponse | null> {
          const answer = await runCompiled(operations, asked);
          executions.inc({ engine: answer === null ? 'graphql-js' : 'graphql-jit' });
          if (answer === null) return null;
          const { data, errors } = answer;
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: {
              kind: 'single',
              singleResult: errors ? { errors: told(asked, errors, formatError), data } : { data },
            },
          };
        },
      }),
  };
}

interface Answer {
  data: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
}

/** Null when graphql-js shall answer. */
async function runCompiled(operations: CompiledOperations, asked: Asked): Promise<Answer | null> {
  const run = await operations.find(asked);
  if (run === null) return null;
  const answer = await run(asked.contextValue, asked.request.variables ?? {});
  // The variables were refused before anything ran. graphql-js says what is wrong with them.
  if (answer?.data === undefined) return null;
  const { data, errors } = answer;
  return errors && errors.length > 0 ? { data, errors } : { data };
}

/** Errors as the caller may see them; the raw ones are kept for the plugins behind, as Apollo would. */
function told(
  asked: Asked,
  raw: readonly GraphQLError[],
  formatError: ErrorFormatter,
): GraphQLFormattedError[] {
  const errors = raw.map((error) => ofGraphqlJs(error));
  Object.assign(asked, { errors: errors.map(({ error }) => error) });
  return errors.map(({ formatted, error }) => formatError(formatted, error));
}

/** graphql-jit makes errors of its own kind, which lack extensions. */
function ofGraphqlJs({ message, locations, path, originalError, extensions }: GraphQLError): {
  error: GraphQLError;
  formatted: GraphQLFormattedError;
} {
  const error = new GraphQLError(message, { path, originalError, extensions });
  const formatted = {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' },
  };
  return { error, formatted };
}
