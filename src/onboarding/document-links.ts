import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { SessionCallers } from '../identity/index.js';
import { isUser, may, Permission, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PublicAddress } from '../platform/letter/index.js';
import { OBJECT_STORAGE, type ObjectStorage } from '../platform/storage/index.js';
import { sightOf } from './application.sight.js';
import { expiryAfter, linkKeyOf, linkPath, readLink, type DocumentLink } from './document-link.js';
import { DocumentRepository, keyOf, type DocumentRow } from './document.repository.js';
import type { ApplicationDocument } from './document.type.js';
import { storageFailure } from './storage-failure.js';

export interface OpenedDocument {
  document: DocumentRow;
  content: Readable;
}

/**
 * Links to the files themselves, which browsers open without a token. A link is good for a quarter of an hour, and only
 * while the person to whom it was given is signed in and may still read the document.
 */
@Injectable()
export class DocumentLinks {
  private readonly logger = new Logger(DocumentLinks.name);
  /** The first one signs; the others are of signing keys that are being replaced. */
  private readonly keys: readonly [Buffer, ...Buffer[]];

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: DocumentRepository,
    private readonly sessions: SessionCallers,
    private readonly address: PublicAddress,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(CONFIG) { signingKeys }: Config,
  ) {
    const [first, ...others] = signingKeys.keys;
    this.keys = [linkKeyOf(first.d), ...others.map(({ d }) => linkKeyOf(d))];
  }

  /** The document as its reader gets to see it, with a link of their own. */
  view({ caller }: RequestContext, row: DocumentRow): ApplicationDocument {
    if (!isUser(caller)) throw new ApiError('FORBIDDEN', 'Only people read documents.');
    const { id, kind, name, contentType, bytes, sha256, uploadedAt, uploadedByName } = row;
    const link = this.linkTo(id, caller.sessionId);
    return {
      id,
      kind,
      name,
      contentType,
      bytes,
      sha256,
      uploadedAt,
      uploadedBy: uploadedByName,
      url: link && `${this.address.url}${linkPath(link, this.keys[0])}`,
      urlExpiresAt: link && link.expiresAt,
    };
  }

  /** A link ends with the session in which it was given, so who has none gets none. */
  private linkTo(documentId: string, sessionId: string | null): DocumentLink | null {
    return sessionId === null
      ? null
      : { documentId, sessionId, expiresAt: expiryAfter(new Date()) };
  }

  /** The file behind a link. When it is staff who fetch it, the audit trail tells. */
  async open(
    request: Omit<RequestContext, 'caller'>,
    id: string,
    query: Record<string, unknown>,
  ): Promise<OpenedDocument> {
    const link = readLink(id, query, this.keys);
    if (!link) throw noLink();
    if (link.expiresAt <= new Date()) {
      throw new ApiError('FORBIDDEN', 'This link has expired. Open the document again.', {
        status: 410,
        facts: { rule: 'EXPIRED' },
      });
    }
    const caller = await this.sessions.of(link.sessionId);
    if (!caller) throw noLink();
    const ctx = { ...request, caller };
    const sight = sightOf(ctx);
    const needed = sight.kind === 'STAFF' ? Permission.RESELLER_WRITE : Permission.APPLICATION_OWN;
    if (!may(caller, needed)) throw noLink();
    const document = await this.unitOfWork.run(ctx, async (tx) => {
      const found = await this.documents.find(tx, sight, id);
      if (found && sight.kind === 'STAFF') {
        await recordChange(ctx, tx, {
          entity: 'DOCUMENT',
          entityId: id,
          operation: 'READ',
          parentId: found.applicationId,
        });
      }
      return found;
    });
    const content = document && (await this.contentOf(id));
    if (document && content) return { document, content };
    if (document) this.logger.error(`The content of document ${id} is missing in the storage.`);
    throw new ApiError('NOT_FOUND', 'There is no such document any more.');
  }

  private async contentOf(id: string): Promise<Readable | null> {
    try {
      return await this.storage.get(keyOf(id));
    } catch (error) {
      throw storageFailure(error, this.logger);
    }
  }
}

/** Whatever is wrong with it, since a stranger must not learn more. */
function noLink(): ApiError {
  return new ApiError(
    'FORBIDDEN',
    'This link is not valid, or the sign-in that it was given to has ended.',
    { facts: { rule: 'LINK' } },
  );
}
