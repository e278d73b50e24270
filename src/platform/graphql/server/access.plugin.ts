import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { ModuleRef } from '@nestjs/core';
import {
  ANONYMOUS,
  bearerToken,
  CALLER_LOOKUP,
  refusalOf,
  rootFieldsOf,
  type AccessRefusal,
  type Caller,
  type CallerLookup,
  type GraphqlContext,
} from '../../access/index.js';
import { ApiError } from '../../error/index.js';
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
): ApolloServerPlugin<BaseContext & GraphqlContext> {
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
          checkCost(operationCost(schema, { document, operation, variables }), maxCost);
          const record = currentRequest();
          if (record) {
            record.operation = operation.name?.value;
            record.fields = [...rootFieldsOf(document, operation)];
          }
          const { ctx } = contextValue;
          const caller = await identify(request.http?.headers.get('authorization'), ctx, moduleRef);
          ctx.caller = caller;
          if (record) record.caller = label(caller);
          const refusal = refusalOf(schema, document, operation, caller);
          if (refusal) throw refused(refusal);
        },
      }),
  };
}

async function identify(
  header: string | undefined,
  request: { ip: string | null; userAgent: string | null },
  moduleRef: ModuleRef,
): Promise<Caller> {
  const token = bearerToken(header);
  if (token === null) return ANONYMOUS;
  if (token === undefined) {
    throw new ApiError(
      'UNAUTHENTICATED',
      'The Authorization header must be "Bearer", a blank and the token from signIn or apiKeyCreate.',
    );
  }
  const lookup = moduleRef.get<CallerLookup>(CALLER_LOOKUP, { strict: false });
  return lookup.lookup(token, { ip: request.ip, userAgent: request.userAgent });
}

function refused(refusal: AccessRefusal): ApiError {
  if (refusal.kind === 'SIGN_IN') {
    return new ApiError(
      'UNAUTHENTICATED',
      `${refusal.field} is for people who are signed in. Send the accessToken of signIn as "Authorization: Bearer …".`,
      { facts: { field: refusal.field } },
    );
  }
  const holders = [...new Set(refusal.holders)];
  const who = holders.length > 0 ? ` It takes one of: ${holders.join(', ')}.` : '';
  return new ApiError('FORBIDDEN', `You may not use ${refusal.field}.${who}`, {
    facts: { field: refusal.field },
  });
}

function label(caller: Caller): string {
  switch (caller.kind) {
    case 'USER':
      return `USER ${caller.userId}`;
    case 'API_KEY':
      return `API_KEY ${caller.keyId}`;
    case 'SYSTEM':
    case 'ANONYMOUS':
      return caller.kind;
  }
}
