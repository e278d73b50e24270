import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { ImportExchangeRates, type RateImport } from './import-exchange-rates.js';

const TASK = 'sales.fetch_exchange_rates';
const FETCH_MS = 60_000;

/** Fetches the file of EXCHANGE_RATES_URL once a day, after the bank has published. Without that setting nothing is fetched. */
@Injectable()
export class FetchExchangeRates implements OnModuleInit {
  private readonly logger = new Logger(FetchExchangeRates.name);

  constructor(
    private readonly jobs: JobRegistry,
    private readonly importRates: ImportExchangeRates,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, async (_payload, { signal }) => {
      await this.run(signal);
    });
    if (this.config.exchangeRatesUrl !== undefined) {
      // About 16:00 in Frankfurt, which is 14:00 or 15:00 UTC. What fails is tried again by the queue.
      this.jobs.cron({ task: TASK, match: '30 15 * * *' });
    }
  }

  /** Null when no address is configured. */
  async run(signal?: AbortSignal): Promise<RateImport | null> {
    const { exchangeRatesUrl: url } = this.config;
    if (url === undefined) return null;
    const patience = AbortSignal.timeout(FETCH_MS);
    const response = await fetch(url, {
      headers: { accept: 'application/xml, text/csv' },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw new Error(`${url} answers ${response.status}; exchange rates are fetched again later.`);
    }
    const ctx = systemContext(`exchange rates are fetched from ${new URL(url).host}`);
    const result = await this.importRates.run(ctx, chunksOf(response.body));
    this.tell(result);
    return result;
  }

  private tell({ added, changed, lastDay, keptCount }: RateImport): void {
    this.logger.log(
      `Exchange rates up to ${lastDay}: ${added} are new, ${changed} were corrected, ${keptCount} of people differ.`,
    );
  }
}

async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of body) yield Buffer.from(chunk);
}
