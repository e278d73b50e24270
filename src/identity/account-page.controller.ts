import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, Permission } from '../platform/access/index.js';
import { ACCOUNT_PAGE, ACCOUNT_PAGE_POLICY } from './account-page.js';

/** Where the links of letters lead. The token stands behind the # of the address, so it never comes here. */
@Controller('account')
export class AccountPageController {
  @Allow(Permission.PUBLIC)
  @Get('verify')
  verify(@Res() response: Response): void {
    send(response);
  }

  @Allow(Permission.PUBLIC)
  @Get('reset')
  reset(@Res() response: Response): void {
    send(response);
  }

  @Allow(Permission.PUBLIC)
  @Get('join')
  join(@Res() response: Response): void {
    send(response);
  }
}

function send(response: Response): void {
  response.set({
    'content-security-policy': ACCOUNT_PAGE_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
  });
  response.type('html').send(ACCOUNT_PAGE);
}
