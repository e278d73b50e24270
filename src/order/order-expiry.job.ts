import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../platform/jobs/index.js';
import { ExpireOrders } from './expire-orders.js';

const TASK = 'order.expire';

/** Looks every minute for orders whose time is over. */
@Injectable()
export class OrderExpiryJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly expireOrders: ExpireOrders,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, async (_payload, { signal }) => {
      await this.expireOrders.run(signal);
    });
    this.jobs.cron({ task: TASK, match: '* * * * *' });
  }
}
