import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { countOf, inUse, noSuch, stale } from './catalog-write.problems.js';
import type { Deletion } from './delete-product.js';
import { SpecDefinitionRepository } from './spec-definition.repository.js';
import { specFacts } from './spec-definition.rules.js';
import type { SpecDefinition } from './spec-definition.type.js';

@Injectable()
export class DeleteSpecDefinition {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly specs: SpecDefinitionRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async run(ctx: RequestContext, input: Deletion): Promise<Outcome<SpecDefinition>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, ['input', 'id']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.delete(ctx, tx, input)));
  }

  private async delete(ctx: RequestContext, tx: Tx, input: Deletion): Promise<SpecDefinition> {
    const before = await this.specs.lock(tx, input.id);
    if (!before) throw new ProblemError(noSuch('spec'));
    const { variants } = await this.specs.usesOf(tx, before.id);
    const uses = countOf(variants, 'variant');
    const problems = [
      ...(before.version === input.expectedVersion ? [] : [stale(before.version)]),
      ...(uses.length === 0 ? [] : [inUse('Variants have a value of it', uses, ['input', 'id'])]),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    await this.specs.delete(tx, before.id);
    await recordChange(ctx, tx, {
      entity: 'SPEC_DEFINITION',
      entityId: before.id,
      operation: 'DELETE',
      version: before.version + 1,
      old: specFacts(before),
    });
    await this.revisions.raiseAll(tx);
    return before;
  }
}
