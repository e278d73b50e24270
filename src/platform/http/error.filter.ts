import {
  Catch,
  HttpException,
  Inject,
  ServiceUnavailableException,
  type ArgumentsHost,
} from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import type { GqlContextType } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import { ApiError } from '../error/index.js';
import { apiErrorOf, errorFormatter, sendError } from '../graphql/index.js';
import { LOGGER, type Logger } from '../observe/index.js';

/**
 * Errors of resolvers go on to Apollo as they are: the error formatter there logs what nobody foresaw. Nest itself would
 * log each of them as a failure, also a wrong password or a refused order. Errors of routes are answered in the same
 * form, with the status of their code.
 */
@Catch()
export class ErrorFilter extends BaseExceptionFilter {
  private readonly format: ReturnType<typeof errorFormatter>;

  constructor({ httpAdapter }: HttpAdapterHost, @Inject(LOGGER) logger: Logger) {
    super(httpAdapter);
    this.format = errorFormatter(logger);
  }

  override catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<GqlContextType>() === 'graphql') throw exception;
    // The health checks answer what is wrong in a form of their own.
    if (exception instanceof ServiceUnavailableException) {
      super.catch(exception, host);
      return;
    }
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<Request>(), http.getResponse<Response>());
  }

  private answer(exception: unknown, request: Request, response: Response): void {
    const error = exception instanceof HttpException ? ofNest(exception) : exception;
    const known = apiErrorOf(error);
    const { message, extensions } = this.format({ message: '' }, error);
    if (response.headersSent) {
      // What was begun cannot be taken back: a broken connection tells the client that the rest is missing.
      response.destroy();
      return;
    }
    if (known?.retryAfterSeconds !== undefined) {
      response.setHeader('retry-after', String(known.retryAfterSeconds));
    }
    sendError(response, {
      status: known?.status,
      code: known?.code ?? 'INTERNAL',
      message,
      facts: extensions,
    });
    // What remains of a refused upload is read and dropped for a while, so that its sender sees the answer.
    if (!request.complete) request.resume();
  }
}

/** Nest's own refusals, such as for an address that does not exist. */
function ofNest(exception: HttpException): unknown {
  const status = exception.getStatus();
  if (status === 404) {
    return new ApiError('NOT_FOUND', 'There is nothing at this address.');
  }
  return status < 500
    ? new ApiError('BAD_USER_INPUT', 'The request could not be understood.', { status })
    : exception;
}
