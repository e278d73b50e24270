import type { ApolloServerPlugin } from '@apollo/server';
import { currentRequest, type Metrics } from '../../observe/index.js';
import { rootFieldsOf } from '../../access/index.js';

/** Counts and times every operation by its root field, and tells the request's log line how it ended. */
export function measurePlugin(metrics: Metrics): ApolloServerPlugin {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        willSendResponse({ response, document, operation }) {
          const errors =
            response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          const codes = [...new Set(errors.map((error) => String(error.extensions?.code)))];
          const record = currentRequest();
          if (record && codes.length > 0) record.codes = codes;
          const fields = document && operation ? [...rootFieldsOf(document, operation)] : [];
          metrics.operationEnded({
            type: operation?.operation ?? 'none',
            field:
              fields.length === 1 && fields[0] ? fields[0] : fields.length > 1 ? 'several' : 'none',
            code: codes[0] ?? 'OK',
            seconds: (performance.now() - started) / 1000,
          });
          return Promise.resolve();
        },
      });
    },
  };
}
