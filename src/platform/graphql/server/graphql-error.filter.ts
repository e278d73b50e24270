import { Catch, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { GqlContextType } from '@nestjs/graphql';

/**
 * Errors of resolvers go on to Apollo as they are: the error formatter there logs what nobody foresaw. Nest itself would
 * log each of them as a failure, also a wrong password or a refused order.
 */
@Catch()
export class GraphqlErrorFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<GqlContextType>() === 'graphql') throw exception;
    super.catch(exception, host);
  }
}
