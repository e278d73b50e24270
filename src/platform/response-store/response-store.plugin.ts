import type { ApolloServerPlugin } from '@apollo/server';
import type { Request } from 'express';
import type { GraphqlContext } from '../access/index.js';
import type { ResponseStore } from './response-store.js';
import type { ExecutedOperation } from './storable-operation.js';

/**
 * Tells the store what was executed without an error, and for whom.
 * @param costOf what an operation is said to cost
 */
export function responseStorePlugin(
  store: ResponseStore,
  costOf: (operation: Omit<ExecutedOperation, 'cost'>) => number,
): ApolloServerPlugin<GraphqlContext & { req: Request }> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ schema, document, operation, request, response, contextValue }) {
          const { body } = response;
          const whole =
            body.kind === 'single' && !body.singleResult.errors && body.singleResult.data;
          if (!whole || !document || !operation) return Promise.resolve();
          const variables = request.variables ?? {};
          const executed = { schema, document, operation, variables };
          store.executed(
            contextValue.req,
            () => ({ ...executed, cost: costOf(executed) }),
            contextValue.ctx.caller,
          );
          return Promise.resolve();
        },
      }),
  };
}
