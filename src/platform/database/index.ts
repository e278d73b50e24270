export { registerConstraint } from './constraint.registry.js';
export {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  StatementTimeoutError,
} from './database.errors.js';
export { poolOf } from './data-source.js';
export { PlatformDatabaseModule } from './platform-database.module.js';
export type { Statements, Tx } from './transaction.js';
export { UnitOfWork } from './unit-of-work.js';
export type { FinishedUnit, UnitOptions } from './unit-plan.js';
export { outcomeOf, type Outcome } from './outcome.js';
