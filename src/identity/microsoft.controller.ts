import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { newId } from '../kernel/index.js';
import {
  Allow,
  ANONYMOUS,
  Permission,
  userAgentOf,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { PublicAddress } from '../platform/letter/index.js';
import { SIGN_IN_SECONDS } from './microsoft-cookie.js';
import { MicrosoftFlow, MicrosoftSignInError } from './microsoft-flow.js';
import { microsoftPage, PAGE_POLICY } from './microsoft-page.js';

const COOKIE = 'portal_microsoft';
const COOKIE_PATH = '/auth/microsoft';
const COOKIE_IN_HEADER = new RegExp(`(?:^|;) *${COOKIE}=([\\w.-]+) *(?:;|$)`);

/** The two addresses that a browser visits. While sign-in with Microsoft is off there is nothing at either. */
@Controller('auth/microsoft')
export class MicrosoftController {
  constructor(
    private readonly flow: MicrosoftFlow,
    private readonly address: PublicAddress,
  ) {}

  @Allow(Permission.PUBLIC)
  @Get('start')
  async start(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    await this.answer(response, async () => {
      const { location, cookie } = await this.flow.begin(query);
      response.cookie(COOKIE, cookie, { ...this.cookieOptions(), maxAge: SIGN_IN_SECONDS * 1000 });
      return location;
    });
  }

  @Allow(Permission.PUBLIC)
  @Get('callback')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.answer(response, () => {
      // Whatever comes of it, the cookie has served: the same answer cannot be sent twice.
      response.clearCookie(COOKIE, this.cookieOptions());
      const cookie = COOKIE_IN_HEADER.exec(request.get('cookie') ?? '')?.[1];
      const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
      return this.flow.finish(anonymous(request), query, cookie);
    });
  }

  private async answer(response: Response, way: () => Promise<string>): Promise<void> {
    if (!this.flow.isOn) throw new ApiError('NOT_FOUND', 'There is nothing at this address.');
    response.setHeader('cache-control', 'no-store');
    try {
      response.redirect(303, await way());
    } catch (error) {
      const shown = shownError(error);
      if (shown === undefined) throw error;
      if (shown.retryAfterSeconds !== undefined) {
        response.setHeader('retry-after', String(shown.retryAfterSeconds));
      }
      response.setHeader('content-security-policy', PAGE_POLICY);
      response.status(shown.status).type('html').send(microsoftPage(shown));
    }
  }

  private cookieOptions(): CookieOptions {
    const secure = this.address.url.startsWith('https:');
    return { httpOnly: true, sameSite: 'lax', secure, path: COOKIE_PATH };
  }
}

function shownError(error: unknown) {
  if (error instanceof MicrosoftSignInError) {
    const { code, message, status } = error;
    return { code, message, status, retryAfterSeconds: undefined };
  }
  if (!(error instanceof ApiError)) return undefined;
  const { code, message, status, retryAfterSeconds } = error;
  return { code, message, status, retryAfterSeconds };
}

/** Nobody has signed in yet, whatever header the browser sends. */
function anonymous(request: Request): RequestContext {
  const userAgent = userAgentOf(request.get('user-agent'));
  return { requestId: newId(), caller: ANONYMOUS, ip: request.ip ?? null, userAgent };
}
