import { Injectable } from '@nestjs/common';
import { assert, ProblemError } from '../kernel/index.js';
import {
  boundRegions,
  requireNoMembership,
  userIdOf,
  type RequestContext,
} from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import type { AgreementPublishInput } from './agreement.input.js';
import { addNoticeJob } from './agreement-notice.task.js';
import { noSuchRegion, requiredTooEarly } from './agreement.problems.js';
import { AgreementRepository } from './agreement.repository.js';
import { canonicalLocale, checkAgreement, COMMON_LOCALE } from './agreement.rules.js';
import type { Agreement } from './agreement.type.js';

export interface PublishedAgreement {
  agreement: Agreement;
  replayed: boolean;
}

/** Publishing is final: a version binds those who accepted it, so that a mistake is mended by the next one. */
@Injectable()
export class PublishAgreement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly agreements: AgreementRepository,
  ) {}

  async run(
    ctx: RequestContext,
    input: AgreementPublishInput,
  ): Promise<Outcome<PublishedAgreement>> {
    requireNoMembership(ctx);
    const problems = checkAgreement(input);
    if (problems.length > 0) return { value: null, problems };
    const texts = input.texts.map(({ locale, title, body }) => ({
      locale: canonicalLocale(locale) ?? COMMON_LOCALE,
      title: title.trim(),
      body,
    }));
    const regionCode = input.regionCode.trim();
    const requiredFrom = input.requiredFrom ?? null;
    return outcomeOf(
      this.unitOfWork.run(
        ctx,
        async (tx) => {
          const regionId = await this.agreements.regionId(tx, boundRegions(ctx), regionCode);
          if (regionId === undefined) throw new ProblemError(noSuchRegion(regionCode));
          const claim = {
            owner: `user:${userIdOf(ctx) ?? 'SYSTEM'}`,
            operation: 'agreementPublish',
            key: input.idempotencyKey.trim(),
            input: { regionId, texts, requiredFrom },
          };
          const { result, replayed } = await onceByKey(tx, claim, () =>
            this.publish(ctx, tx, { regionId, regionCode, requiredFrom, texts }),
          );
          const [agreement] = await this.agreements.findMany(tx, [result.id], [COMMON_LOCALE]);
          assert(agreement, 'what was published is there');
          return { agreement, replayed };
        },
        { keyed: true },
      ),
    );
  }

  private async publish(
    ctx: RequestContext,
    tx: Tx,
    draft: {
      regionId: string;
      regionCode: string;
      requiredFrom: Date | null;
      texts: { locale: string; title: string; body: string }[];
    },
  ): Promise<{ id: string }> {
    const { regionId, regionCode, requiredFrom, texts } = draft;
    if (requiredFrom !== null && requiredFrom < tx.now) {
      throw new ProblemError(requiredTooEarly(tx.now));
    }
    const publishedBy = userIdOf(ctx);
    const version = await this.agreements.publish(tx, {
      regionId,
      requiredFrom,
      publishedBy,
      texts,
    });
    const { id, number } = version;
    const published = { regionCode, number, requiredFrom: version.requiredFrom.toISOString() };
    await recordChange(ctx, tx, {
      entity: 'AGREEMENT',
      entityId: id,
      operation: 'PUBLISH',
      new: { ...published, texts: texts.map(({ locale, title }) => ({ locale, title })) },
      emit: 'agreement.published',
      payload: { agreementId: id, ...published },
    });
    await addNoticeJob(tx);
    return { id };
  }
}
