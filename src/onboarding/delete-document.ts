import { Inject, Injectable } from '@nestjs/common';
import { isId, ProblemError, type Problem } from '../kernel/index.js';
import { isUser, resellerIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { OBJECT_STORAGE, type ObjectStorage } from '../platform/storage/index.js';
import { filedForReseller } from './application.problems.js';
import { ApplicationRepository } from './application.repository.js';
import { DocumentRepository, keyOf } from './document.repository.js';
import { checkTakeBack } from './document.rules.js';

const PATH = ['input', 'documentId'];

@Injectable()
export class DeleteDocument {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly documents: DocumentRepository,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  /** Gives the id of what was deleted. The content follows after the commit; if that fails, the job does it. */
  run(ctx: RequestContext, { documentId }: { documentId: string }): Promise<Outcome<string>> {
    if (!isUser(ctx.caller)) throw new ApiError('FORBIDDEN', 'Only people delete documents.');
    if (!isId(documentId)) return Promise.resolve({ value: null, problems: [noSuchDocument()] });
    const own = { kind: 'OWN', userId: ctx.caller.userId } as const;
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const found = await this.documents.find(tx, own, documentId);
        const application = found && (await this.applications.lock(tx, own, found.applicationId));
        if (!found || !application) throw new ProblemError(noSuchDocument());
        const problems = checkTakeBack(application, found.uploadedAt);
        if (problems.length > 0) throw new ProblemError(problems);
        const { resellerId } = application;
        if (resellerId !== null && resellerId !== resellerIdOf(ctx)) {
          throw new ProblemError({ ...filedForReseller(), path: PATH });
        }
        if (!(await this.documents.delete(tx, found.id))) throw new ProblemError(noSuchDocument());
        await recordChange(ctx, tx, {
          entity: 'DOCUMENT',
          entityId: found.id,
          operation: 'DELETE',
          parentId: found.applicationId,
          old: { kind: found.kind, sha256: found.sha256 },
        });
        tx.afterCommit(() => this.storage.delete(keyOf(found.id)));
        return found.id;
      }),
    );
  }
}

function noSuchDocument(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'None of your applications has a document with this id.',
    path: PATH,
  };
}
