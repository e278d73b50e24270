import type { Random } from '../../test/support/random.js';
import type { Buyers } from '../buyers.js';
import type { Database, SalesData } from '../sales-data.js';

export interface JobOptions {
  rounds: number;
  seconds: number;
  connections: number;
  report: (line: string) => void;
}

/** What a job finds: the data, in a copy that is thrown away, and people who are asked for. */
export interface Stage {
  data: SalesData;
  database: Database;
  buyers: Buyers;
  random: Random;
  /** Of the server: who starts one gives it these, so that all tokens are good everywhere. */
  keys: { signing: string; public: string };
  options: JobOptions;
}

export interface Job {
  name: string;
  /** One sentence: what is asked for, and what it is compared with. */
  says: string;
  /** What was measured, in Markdown. */
  run: (stage: Stage) => Promise<string[]>;
}
