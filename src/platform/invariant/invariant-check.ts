import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { InvariantRepository, type Breach, type InvariantScope } from './invariant.repository.js';

/** Asks the database whether everything is as it must always be. */
@Injectable()
export class InvariantCheck {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly invariants: InvariantRepository,
  ) {}

  /** No breach is the only good answer. */
  run(scope: InvariantScope = 'ALL'): Promise<Breach[]> {
    return this.unitOfWork.runSystem(
      'checks the invariants',
      (tx) => this.invariants.breaches(tx, scope),
      {
        statementMinutes: 10,
      },
    );
  }
}
