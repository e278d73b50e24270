import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { specTaken } from './catalog-write.problems.js';
import { SpecDefinitionRepository } from './spec-definition.repository.js';
import {
  checkSpec,
  specAfter,
  specFacts,
  type SpecDefinitionEdit,
} from './spec-definition.rules.js';
import type { SpecDefinition } from './spec-definition.type.js';

@Injectable()
export class CreateSpecDefinition {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly specs: SpecDefinitionRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async run(ctx: RequestContext, input: SpecDefinitionEdit): Promise<Outcome<SpecDefinition>> {
    requireNoMembership(ctx);
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.create(ctx, tx, input)));
  }

  private async create(
    ctx: RequestContext,
    tx: Tx,
    input: SpecDefinitionEdit,
  ): Promise<SpecDefinition> {
    const after = specAfter(null, input);
    const problems = checkSpec(after, input);
    const rightCode = !problems.some(({ path }) => path[1] === 'code');
    if (rightCode && (await this.specs.codeTaken(tx, after.code))) problems.push(specTaken());
    if (problems.length > 0) throw new ProblemError(problems);
    const id = newId();
    await this.specs.insert(tx, id, after);
    await recordChange(ctx, tx, {
      entity: 'SPEC_DEFINITION',
      entityId: id,
      operation: 'CREATE',
      version: 1,
      new: specFacts(after),
    });
    await this.revisions.raiseAll(tx);
    return { id, version: 1, ...after };
  }
}
