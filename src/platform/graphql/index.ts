export { ApiError, type ApiErrorCode, type ApiErrorOptions } from '../error/index.js';
export { DateScalar } from './scalar/date.scalar.js';
export { DateTimeScalar } from './scalar/date-time.scalar.js';
export { DecimalScalar } from './scalar/decimal.scalar.js';
export { Plain } from './plain-field.js';
export { selectedNames, selects } from './selection.js';
export {
  Connection,
  PAGE_SIZES,
  PageArgs,
  wantsTotalCount,
  type ConnectionOf,
} from './type/connection.type.js';
export { CurrencyCode } from './type/currency-code.enum.js';
export {
  mutationErrors,
  type MutationErrorCode,
  type MutationErrors,
  type MutationUserError,
} from './type/mutation-errors.js';
export { MoneyInput, MoneyType } from './type/money.type.js';
export { UserError, userErrorsOf, type UserErrorFrom } from './type/user-error.type.js';
export { apiErrorOf, errorFormatter } from './server/error-format.js';
export { graphqlHttp, sendError } from './server/graphql-http.js';
export { PlatformGraphqlModule } from './server/platform-graphql.module.js';
export { schemaText } from './server/schema-preparation.js';
export { buildSchema } from './server/build-schema.js';
