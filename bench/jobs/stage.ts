import type { Random } from '../../test/support/random.js';
import type { Buyers } from '../buyers.js';
import { startLimit, startServer, type Keys, type Program } from '../programs.js';
import type { Database, SalesData } from '../sales-data.js';

export interface JobOptions {
  rounds: number;
  seconds: number;
  connections: number;
  report: (line: string) => void;
}

export interface Job {
  name: string;
  /** One sentence: what is asked for, and what it is compared with. */
  says: string;
  /** What was measured, in Markdown. */
  run: (stage: Stage) => Promise<string[]>;
}

/** What all jobs of a run find: the data, in a copy that is thrown away, and people who are asked for. */
export interface Setting {
  data: SalesData;
  database: Database;
  buyers: Buyers;
  /** Of all servers, so that a token of one is good at all. */
  keys: Keys;
}

/** Where one job plays: what it has started ends with it. */
export class Stage {
  readonly data: SalesData;
  readonly database: Database;
  readonly buyers: Buyers;
  private readonly programs: Program[] = [];

  constructor(
    private readonly setting: Setting,
    readonly random: Random,
    readonly options: JobOptions,
  ) {
    this.data = setting.data;
    this.database = setting.database;
    this.buyers = setting.buyers;
  }

  /** Starts a server, in which nobody has signed in yet. */
  async launch(variables: Record<string, string> = {}): Promise<Program> {
    const { database, keys } = this.setting;
    const server = await startServer(database, { SIGNING_KEYS: keys.signing, ...variables });
    this.programs.push(server);
    return server;
  }

  /** Starts a server and, with the first of the run, signs the buyers in. */
  async server(variables: Record<string, string> = {}): Promise<Program> {
    const server = await this.launch(variables);
    await this.buyers.signIn(server.url);
    return server;
  }

  async limit(name: string): Promise<Program> {
    const { database, keys } = this.setting;
    const limit = await startLimit(name, database, keys.public);
    this.programs.push(limit);
    return limit;
  }

  async clear(): Promise<void> {
    for (const program of this.programs.splice(0)) await program.stop();
  }
}
