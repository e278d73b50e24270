import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { SpecDefinitionRepository } from './spec-definition.repository.js';
import type { SpecDefinition } from './spec-definition.type.js';

@Injectable()
export class SpecDefinitionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly specs: SpecDefinitionRepository,
  ) {}

  list(ctx: RequestContext): Promise<SpecDefinition[]> {
    return this.unitOfWork.read(ctx, (tx) => this.specs.list(tx));
  }
}
