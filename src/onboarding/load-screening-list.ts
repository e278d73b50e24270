import { Inject, Injectable, Logger } from '@nestjs/common';
import { basename } from 'node:path';
import { newId } from '../kernel/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { digestOfFile, readScreeningFile } from './screening-file.js';
import { ScreeningFileError } from './screening-list.rules.js';
import { ScreeningRepository } from './screening.repository.js';
import { VettingRepository } from './vetting.repository.js';
import { addCheckJob } from './vetting.task.js';

const BATCH = 1000;
const FILE_NAME_MAX = 200;

/** Takes the file of SCREENING_LIST_FILE over when it has changed: all of it, or nothing. */
@Injectable()
export class LoadScreeningList {
  private readonly logger = new Logger(LoadScreeningList.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly screening: ScreeningRepository,
    private readonly vetting: VettingRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** How many names were loaded; null when the file is the one that is loaded already, or there is none. */
  async run(): Promise<number | null> {
    const path = this.config.screeningListFile;
    if (path === undefined) return null;
    const sha256 = await digestOfFile(path);
    const loaded = await this.unitOfWork.runSystem('what is loaded is looked up', (tx) =>
      this.screening.loaded(tx),
    );
    if (loaded?.sha256 === sha256) return null;
    const count = await this.load(path, sha256);
    if (count !== null) {
      this.logger.log(`${count} names of ${basename(path)} are screened against from now on.`);
    }
    return count;
  }

  private load(path: string, sha256: string): Promise<number | null> {
    return this.unitOfWork.runSystem('a screening list is loaded', async (tx) => {
      await this.screening.lockLoading(tx);
      if ((await this.screening.loaded(tx))?.sha256 === sha256) return null;
      const id = newId();
      await this.screening.begin(tx, {
        id,
        fileName: basename(path).slice(0, FILE_NAME_MAX),
        sha256,
      });
      let count = 0;
      for await (const entries of readScreeningFile(path, BATCH)) {
        await this.screening.add(tx, id, count, entries);
        count += entries.length;
      }
      if (count === 0) throw new ScreeningFileError(1, 'the file names nobody.');
      // Somebody may have written to the file meanwhile: then what was read is neither the old nor the new one.
      if ((await digestOfFile(path)) !== sha256) {
        throw new Error(`${basename(path)} changed while it was read; it is read again later.`);
      }
      await this.screening.finish(tx, id, count);
      // Who waits for a person to look their names up may be found, or passed, by what is loaded now.
      for (const applicationId of await this.vetting.undecided(tx, 'SANCTIONS')) {
        await addCheckJob(tx, { applicationId, kind: 'SANCTIONS' });
      }
      return count;
    });
  }
}
