import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { ModuleRef } from '@nestjs/core';
import type { Request } from 'express';
import {
  CALLER_LOOKUP,
  callerLabel,
  identifyCaller,
  refusalOf,
  refusedAccess,
  rootFieldsOf,
  type CallerLookup,
  type GraphqlContext,
} from '../../access/index.js';
import { ApiError } from '../../error/index.js';
import { RequestLimit } from '../../limit/index.js';
import { currentRequest } from '../../observe/index.js';
import { operationCost } from './operation-cost.js';
import { checkCost } from './operation-limits.js';

/**
 * Finds out who asks and whether they may, once per request: after the operation has been parsed, validated and found
 * within the limits, so that nonsense costs no look-up, and before anything of it runs.
 */
export function accessPlugin(
  moduleRef: ModuleRef,
  maxCost: number,
): ApolloServerPlugin<BaseContext & GraphqlContext & { req: Request }> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async didResolveOperation({ request, contextValue, schema, document, operation }) {
          if (!operation) return;
          // Validation does not look whether the schema has the kind of operation at all.
          if (!schema.getRootType(operation.operation)) {
            throw new ApiError('BAD_USER_INPUT', `This API has no ${operation.operation}s.`);
          }
          const variables = request.variables ?? {};
          const cost = operationCost(schema, { document, operation, variables });
          checkCost(cost, maxCost);
          const record = currentRequest();
          if (record) {
            record.operation = operation.name?.value;
            record.fields = [...rootFieldsOf(document, operation)];
          }
          const { ctx } = contextValue;
          const caller = await identifyCaller({
            header: request.http?.headers.get('authorization'),
            request: ctx,
            lookup: () => moduleRef.get<CallerLookup>(CALLER_LOOKUP, { strict: false }),
          });
          ctx.caller = caller;
          if (record) record.caller = callerLabel(caller);
          const { ip } = ctx;
          const response = contextValue.req.res;
          await moduleRef
            .get(RequestLimit, { strict: false })
            .take({ caller, ip, response, cost: cost.cost });
          const refusal = refusalOf(schema, document, operation, caller);
          if (refusal) throw refusedAccess(refusal);
        },
      }),
  };
}
