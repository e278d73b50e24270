import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { rootFieldsOf } from '../../access/index.js';
import { currentRequest, type Metrics } from '../../observe/index.js';

/** Counts and times every operation by its root field, and tells the request's log line how it ended. */
export function measurePlugin(metrics: Metrics): ApolloServerPlugin {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        willSendResponse({ response, document, operation }) {
          const codes = codesOf(response);
          const record = currentRequest();
          if (record && codes.length > 0) record.codes = codes;
          const fields = document && operation ? [...rootFieldsOf(document, operation)] : [];
          metrics.operationEnded({
            type: operation?.operation ?? 'none',
            field: fieldLabel(fields),
            code: codes[0] ?? (record && record.userErrors.size > 0 ? 'USER_ERRORS' : 'OK'),
            seconds: (performance.now() - started) / 1000,
          });
          return Promise.resolve();
        },
      });
    },
  };
}

function codesOf({ body }: GraphQLResponse): string[] {
  const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  return [...new Set(errors.map((error) => String(error.extensions?.code)))];
}

function fieldLabel([field, ...others]: string[]): string {
  if (field === undefined) return 'none';
  return others.length > 0 ? 'several' : field;
}
