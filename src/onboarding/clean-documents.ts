import { Inject, Injectable, Logger } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { OBJECT_STORAGE, type ObjectStorage } from '../platform/storage/index.js';
import { DOCUMENT_WORD, DocumentRepository, keyOf } from './document.repository.js';

/** No upload takes so long: what is older and has no row never gets one. */
const ORPHAN_HOURS = 24;
const BATCH = 500;
/** So many without a row are no slip; where they are also more than the others, the storage is not ours. */
const ORPHANS_SUSPICIOUS = 100;

const REASON = 'documents are cleared away';

/** Deletes what nobody needs any more: documents of applications that came to nothing, and content without a row. */
@Injectable()
export class CleanDocuments {
  private readonly logger = new Logger(CleanDocuments.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: DocumentRepository,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(signal?: AbortSignal): Promise<void> {
    await this.deleteKeptLongEnough(signal);
    const before = new Date(Date.now() - ORPHAN_HOURS * 3_600_000);
    await this.storage.clearUnfinished(before);
    await this.deleteOrphans(before, signal);
  }

  private async deleteKeptLongEnough(signal?: AbortSignal): Promise<void> {
    const days = this.config.documents.retentionDays;
    for (;;) {
      if (signal?.aborted) return;
      const deleted = await this.unitOfWork.runSystem(REASON, async (tx) => {
        const rows = await this.documents.deleteKeptLongEnough(tx, { days, most: BATCH });
        await recordChanges(
          systemContext(REASON),
          tx,
          rows.map(({ id, applicationId }) => ({
            entity: 'DOCUMENT',
            entityId: id,
            operation: 'DELETE',
            parentId: applicationId,
          })),
        );
        return rows;
      });
      for (const { id } of deleted) await this.storage.delete(keyOf(id));
      if (deleted.length < BATCH) return;
    }
  }

  private async deleteOrphans(before: Date, signal?: AbortSignal): Promise<void> {
    const orphans: string[] = [];
    let all = 0;
    let batch: string[] = [];
    const look = async () => {
      const ids = batch;
      batch = [];
      const known = await this.unitOfWork.runSystem(REASON, (tx) => this.documents.known(tx, ids));
      all += ids.length;
      orphans.push(...ids.filter((id) => !known.has(id)));
    };
    for await (const { key } of this.storage.list(DOCUMENT_WORD, before)) {
      if (signal?.aborted) return;
      batch.push(key.slice(DOCUMENT_WORD.length + 1));
      if (batch.length >= BATCH) await look();
    }
    if (batch.length > 0) await look();
    if (orphans.length > ORPHANS_SUSPICIOUS && orphans.length > all / 2) {
      this.logger.error(
        `${orphans.length} of ${all} documents in the storage are unknown to this database. Nothing is deleted: does the storage belong to another one?`,
      );
      return;
    }
    for (const id of orphans) {
      if (signal?.aborted) return;
      await this.storage.delete(keyOf(id));
    }
    if (orphans.length > 0) this.logger.log(`Deleted ${orphans.length} files without a document.`);
  }
}
