import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { sightOf } from './application.sight.js';
import { DocumentLinks } from './document-links.js';
import { DocumentRepository } from './document.repository.js';
import type { ApplicationDocument } from './document.type.js';

/** The documents of the applications of a page, by one statement. */
@Injectable()
export class DocumentLoader {
  private readonly perRequest = new WeakMap<
    RequestContext,
    DataLoader<string, ApplicationDocument[]>
  >();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: DocumentRepository,
    private readonly links: DocumentLinks,
  ) {}

  of(ctx: RequestContext): DataLoader<string, ApplicationDocument[]> {
    const known = this.perRequest.get(ctx);
    if (known) return known;
    const made = new DataLoader<string, ApplicationDocument[]>(
      async (ids) => {
        const rows = await this.unitOfWork.read(ctx, (tx) =>
          this.documents.listOf(tx, sightOf(ctx), ids),
        );
        return ids.map((id) =>
          rows.filter((row) => row.applicationId === id).map((row) => this.links.view(ctx, row)),
        );
      },
      // One request may delete some, so what was read before is not kept.
      { cache: false },
    );
    this.perRequest.set(ctx, made);
    return made;
  }
}
