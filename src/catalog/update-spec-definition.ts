import { Injectable } from '@nestjs/common';
import { assert, checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { noSuch, specTaken, stale } from './catalog-write.problems.js';
import { SpecDefinitionRepository } from './spec-definition.repository.js';
import {
  checkSpec,
  checkUses,
  specAfter,
  specChange,
  type SpecDefinitionEdit,
} from './spec-definition.rules.js';
import type { SpecDefinition } from './spec-definition.type.js';

export type SpecDefinitionUpdate = SpecDefinitionEdit & { id: string; expectedVersion: number };

@Injectable()
export class UpdateSpecDefinition {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly specs: SpecDefinitionRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async run(ctx: RequestContext, input: SpecDefinitionUpdate): Promise<Outcome<SpecDefinition>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, ['input', 'id']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.update(ctx, tx, input)));
  }

  private async update(
    ctx: RequestContext,
    tx: Tx,
    input: SpecDefinitionUpdate,
  ): Promise<SpecDefinition> {
    const before = await this.specs.lock(tx, input.id);
    if (!before) throw new ProblemError(noSuch('spec'));
    const after = specAfter(before, input);
    const problems = [
      ...(before.version === input.expectedVersion ? [] : [stale(before.version)]),
      ...checkSpec(after, input),
      ...checkUses(before, after, await this.specs.usesOf(tx, before.id)),
    ];
    const newCode = after.code !== before.code && !problems.some(({ path }) => path[1] === 'code');
    if (newCode && (await this.specs.codeTaken(tx, after.code))) problems.push(specTaken());
    if (problems.length > 0) throw new ProblemError(problems);
    const change = specChange(before, after);
    if (!change) return before;
    const version = await this.specs.update(tx, before, after);
    assert(version, 'a definition that is locked keeps its version');
    await recordChange(ctx, tx, {
      entity: 'SPEC_DEFINITION',
      entityId: before.id,
      operation: 'UPDATE',
      version,
      ...change,
    });
    await this.revisions.raiseAll(tx);
    return { id: before.id, version, ...after };
  }
}
