import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import type { ApplicationAgreement } from './agreement.type.js';
import { ApplicationAgreements, type AgreeingApplication } from './application-agreements.js';

type Loader = DataLoader<AgreeingApplication, ApplicationAgreement[]>;

/** The agreements of applications, for all rows of a page at once. */
@Injectable()
export class ApplicationAgreementLoader {
  private readonly perRequest = new WeakMap<RequestContext, Map<string, Loader>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly agreements: ApplicationAgreements,
  ) {}

  load(
    ctx: RequestContext,
    application: AgreeingApplication,
    locale: string | null,
  ): Promise<ApplicationAgreement[]> {
    const loaders = this.perRequest.get(ctx) ?? new Map<string, Loader>();
    this.perRequest.set(ctx, loaders);
    const loader = loaders.get(locale ?? '') ?? this.make(ctx, locale);
    loaders.set(locale ?? '', loader);
    return loader.load(application);
  }

  private make(ctx: RequestContext, locale: string | null): Loader {
    return new DataLoader(
      async (applications) => {
        const found = await this.unitOfWork.read(ctx, (tx) =>
          this.agreements.of(tx, applications, locale),
        );
        return applications.map(({ id }) => found.get(id) ?? []);
      },
      // One request may accept several, so what was read before is not kept.
      { cache: false },
    );
  }
}
