import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { newId } from '../kernel/index.js';
import {
  Allow,
  Ctx,
  Permission,
  userAgentOf,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { attachment, extendBodyDeadline, sendStream } from '../platform/http/index.js';
import { recordOf } from '../platform/observe/index.js';
import { DocumentLinks } from './document-links.js';
import type { ApplicationDocument } from './document.type.js';
import { ReceiveDocument } from './receive-document.js';

/** Twenty megabytes over a slow line. */
const UPLOAD_MS = 300_000;

/** What a browser makes of the file, should somebody open it in place: nothing that could do anything. */
const SANDBOX = "default-src 'none'; sandbox";

@Controller()
export class DocumentController {
  constructor(
    private readonly receiveDocument: ReceiveDocument,
    private readonly links: DocumentLinks,
  ) {}

  @Allow(Permission.APPLICATION_OWN)
  @Post('applications/:id/documents')
  @HttpCode(201)
  async receive(
    @Ctx() ctx: RequestContext,
    @Req() request: Request,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<ApplicationDocument> {
    this.receiveDocument.requireSize(Number(request.get('content-length') ?? 0));
    if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
      throw new ApiError('BAD_USER_INPUT', 'Send the file uncompressed.', { status: 415 });
    }
    const plan = await this.receiveDocument.plan(ctx, id, query);
    extendBodyDeadline(request, UPLOAD_MS);
    return this.receiveDocument.run(ctx, plan, request);
  }

  /** For everybody who has the link: a browser that opens it sends no token. */
  @Allow(Permission.PUBLIC)
  @Get('documents/:id')
  async fetch(
    @Req() request: Request,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    const from = {
      requestId: recordOf(request)?.requestId ?? newId(),
      ip: request.ip ?? null,
      userAgent: userAgentOf(request.get('user-agent')),
    };
    const { document, content } = await this.links.open(from, id, query);
    response.setHeader('content-type', document.contentType);
    response.setHeader('content-length', String(document.bytes));
    response.setHeader('content-disposition', attachment(document.name));
    response.setHeader('content-security-policy', SANDBOX);
    response.setHeader('cache-control', 'no-store');
    await sendStream(response, content);
  }
}
