import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { rootFieldsOf } from '../../access/index.js';
import { currentRequest, type Metrics, type RequestRecord } from '../../observe/index.js';

/** Counts and times every operation by its root field, and tells the request's log line how it ended. */
export function measurePlugin(metrics: Metrics): ApolloServerPlugin {
  return {
    requestDidStart: () => {
      const started = performance.now();
      const traced = currentRequest()?.trace?.operation();
      return Promise.resolve({
        willSendResponse({ response, document, operation }) {
          const codes = codesOf(response);
          const record = currentRequest();
          if (record && codes.length > 0) record.codes = codes;
          const fields = document && operation ? [...rootFieldsOf(document, operation)] : [];
          const type = operation?.operation ?? 'none';
          const field = fieldLabel(fields);
          traced?.end(
            `${type} ${field}`,
            { 'graphql.operation.name': record?.operation },
            codes.includes('INTERNAL'),
          );
          metrics.operationEnded({
            type,
            field,
            code: codes[0] ?? outcomeOf(record),
            seconds: (performance.now() - started) / 1000,
          });
          return Promise.resolve();
        },
      });
    },
  };
}

/** Of an answer without errors. */
function outcomeOf(record: RequestRecord | undefined): string {
  return record !== undefined && record.userErrors.size > 0 ? 'USER_ERRORS' : 'OK';
}

function codesOf({ body }: GraphQLResponse): string[] {
  const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  return [...new Set(errors.map((error) => String(error.extensions?.code)))];
}

function fieldLabel([field, ...others]: string[]): string {
  if (field === undefined) return 'none';
  return others.length > 0 ? 'several' : field;
}
