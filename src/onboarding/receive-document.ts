import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { checkText, newId, ProblemError } from '../kernel/index.js';
import {
  isUser,
  resellerIdOf,
  type RequestContext,
  type UserCaller,
} from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { OutcomeUnknownError, UnitOfWork, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { arriving } from '../platform/http/index.js';
import {
  OBJECT_STORAGE,
  ObjectTooLargeError,
  type ObjectStorage,
  type StoredObject,
} from '../platform/storage/index.js';
import { filedForReseller } from './application.problems.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.row.js';
import { openContent } from './document-content.js';
import { DocumentLinks } from './document-links.js';
import { DocumentRepository, keyOf } from './document.repository.js';
import {
  checkOpen,
  checkRoom,
  DocumentKind,
  documentName,
  kindOf,
  type DocumentType,
} from './document.rules.js';
import type { ApplicationDocument } from './document.type.js';
import { RunningUploads } from './running-uploads.js';
import { storageFailure } from './storage-failure.js';

const GIVEN_NAME_MAX = 1000;

export interface UploadPlan {
  applicationId: string;
  kind: DocumentKind;
  /** As the sender calls it; it may be blank. */
  name: string;
}

/**
 * Takes a document in. The content goes to the storage first and the row after it, so that no row is without its content;
 * content without a row, which a crash may leave, is found and deleted by a job.
 */
@Injectable()
export class ReceiveDocument {
  private readonly logger = new Logger(ReceiveDocument.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly documents: DocumentRepository,
    private readonly links: DocumentLinks,
    private readonly running: RunningUploads,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What can be refused before anything of the body is read. */
  async plan(
    ctx: RequestContext,
    applicationId: string,
    query: Record<string, unknown>,
  ): Promise<UploadPlan> {
    const kind = kindOf(query['kind']);
    const name = typeof query['name'] === 'string' ? query['name'] : '';
    const problems = checkText(name, { path: ['name'], max: GIVEN_NAME_MAX });
    if (kind === undefined) {
      problems.push({
        code: 'INVALID_VALUE',
        message: `kind is one of ${Object.values(DocumentKind).join(', ')}.`,
        path: ['kind'],
        facts: { rule: 'ONE_OF' },
      });
    }
    if (kind === undefined || problems.length > 0) throw new ProblemError(problems);
    await this.unitOfWork.read(ctx, async (tx) => {
      const own = { kind: 'OWN', userId: senderOf(ctx).userId } as const;
      await this.requireRoom(ctx, tx, await this.applications.find(tx, own, applicationId));
    });
    return { applicationId, kind, name };
  }

  /** A sender who says how much will come need not send it in vain. */
  requireSize(bytes: number): void {
    if (bytes > this.config.documents.maxBytes) throw this.tooLarge();
  }

  run(ctx: RequestContext, plan: UploadPlan, body: Readable): Promise<ApplicationDocument> {
    return this.running.within(senderOf(ctx).userId, () => this.receive(ctx, plan, body));
  }

  private async receive(
    ctx: RequestContext,
    plan: UploadPlan,
    body: Readable,
  ): Promise<ApplicationDocument> {
    const id = newId();
    const { type, body: content } = await openContent(arriving(body));
    const stored = await this.store(id, type, content);
    try {
      return await this.unitOfWork.run(ctx, (tx) => this.keep(ctx, tx, { id, plan, type, stored }));
    } catch (error) {
      // Whether it was committed is not known then; if it was not, the job will find the content without a row.
      if (!(error instanceof OutcomeUnknownError)) await this.discard(id);
      throw error;
    }
  }

  private async store(
    id: string,
    type: DocumentType,
    content: AsyncIterable<Buffer>,
  ): Promise<StoredObject> {
    const { maxBytes } = this.config.documents;
    try {
      return await this.storage.put(keyOf(id), content, { contentType: type, maxBytes });
    } catch (error) {
      if (error instanceof ObjectTooLargeError) throw this.tooLarge();
      throw storageFailure(error, this.logger);
    }
  }

  private async keep(
    ctx: RequestContext,
    tx: Tx,
    sent: { id: string; plan: UploadPlan; type: DocumentType; stored: StoredObject },
  ): Promise<ApplicationDocument> {
    const { id, plan, type, stored } = sent;
    const sender = senderOf(ctx);
    const own = { kind: 'OWN', userId: sender.userId } as const;
    // The lock lets no other document in, and no submission, between the count and the row.
    const application = await this.applications.lock(tx, own, plan.applicationId);
    await this.requireRoom(ctx, tx, application);
    await this.documents.insert(tx, {
      id,
      applicationId: plan.applicationId,
      kind: plan.kind,
      name: documentName(plan.name, { kind: plan.kind, type }),
      contentType: type,
      ...stored,
      uploadedBy: sender.userId,
      uploadedByName: sender.name,
    });
    await recordChange(ctx, tx, {
      entity: 'DOCUMENT',
      entityId: id,
      operation: 'UPLOAD',
      parentId: plan.applicationId,
      new: { kind: plan.kind, contentType: type, bytes: stored.bytes, sha256: stored.sha256 },
    });
    const row = await this.documents.find(tx, own, id);
    if (!row) throw new Error('A document that was kept cannot be found.');
    return this.links.view(ctx, row);
  }

  private async requireRoom(
    ctx: RequestContext,
    tx: Tx,
    application: ApplicationRow | null,
  ): Promise<void> {
    if (!application) throw new ApiError('NOT_FOUND', 'There is no such application.');
    const { state, resellerId } = application;
    const closed = checkOpen(state, ['applicationId']);
    if (closed.length > 0) throw new ProblemError(closed);
    if (resellerId !== null && resellerId !== resellerIdOf(ctx)) {
      throw new ApiError('NOT_FOUND', filedForReseller().message);
    }
    const full = checkRoom(await this.documents.count(tx, application));
    if (full.length > 0) throw new ProblemError(full);
  }

  private async discard(id: string): Promise<void> {
    await this.storage.delete(keyOf(id)).catch((error: unknown) => {
      this.logger.warn(`The content of a refused document stays until the job: ${String(error)}`);
    });
  }

  private tooLarge(): ApiError {
    const { maxBytes } = this.config.documents;
    return new ApiError('TOO_COSTLY', `The file is too large: at most ${maxBytes} bytes.`, {
      status: 413,
      facts: { rule: 'SIZE', max: maxBytes },
    });
  }
}

function senderOf({ caller }: RequestContext): UserCaller {
  if (isUser(caller)) return caller;
  throw new ApiError('FORBIDDEN', 'Only people send documents.');
}
