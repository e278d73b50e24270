import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PeopleService } from '../identity/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { LetterRegistry, queueLetter } from '../platform/letter/index.js';
import { ORDER_CONFIRMED } from './order-confirmed.letter.js';
import { OrderLetterRepository } from './order-letter.repository.js';

const TASK = 'order.letters';
const BATCH = 100;

/**
 * Writes the letters that tell of confirmed orders, every minute. Submitting an order only notes that there is one to
 * write, so that it costs the buyer no time.
 */
@Injectable()
export class OrderLetterJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly registry: LetterRegistry,
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: OrderLetterRepository,
    private readonly people: PeopleService,
  ) {}

  onModuleInit(): void {
    this.registry.register(ORDER_CONFIRMED);
    this.jobs.task(TASK, (_, { signal }) => this.run(signal));
    this.jobs.cron({ task: TASK, match: '* * * * *' });
  }

  async run(signal?: AbortSignal): Promise<void> {
    for (let taken = BATCH; taken === BATCH && signal?.aborted !== true;) {
      taken = await this.unitOfWork.runSystem('confirmed orders are told of', (tx) =>
        this.tell(tx),
      );
    }
  }

  private async tell(tx: Tx): Promise<number> {
    const ids = await this.orders.take(tx, BATCH);
    for (const { userId, order } of await this.orders.read(tx, ids)) {
      const reader = await this.people.contact(tx, userId);
      if (reader !== undefined) {
        const { email: to, locale, name } = reader;
        await queueLetter(tx, ORDER_CONFIRMED, { to, locale, params: { name, order } });
      }
    }
    return ids.length;
  }
}
