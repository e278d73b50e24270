export { registerConstraint } from './constraint.registry.js';
export {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  StatementTimeoutError,
} from './database.errors.js';
export { poolOf } from './data-source.js';
export { PlatformDatabaseModule } from './platform-database.module.js';
export type { Tx } from './transaction.js';
export { UnitOfWork, type FinishedUnit, type UnitOptions } from './unit-of-work.js';
export { outcomeOf, type Outcome } from './outcome.js';
