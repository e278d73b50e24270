import { Extensions } from '@nestjs/graphql';

/** Where the declaration stands in the schema, beside that of the permission. */
export const AUDIENCE_WIDE_EXTENSION = 'audienceWide';

export interface AudienceWideRule {
  /** The argument that names the market; absent or null in an operation: no market. */
  marketArgument: string;
  /** Names of arguments and input fields that make an answer depend on what is in stock. */
  stockNames: readonly string[];
}

/**
 * Declares that a query answers everybody of one audience alike, so that its answers may be stored and sent again: an
 * answer depends on the operation, its variables, the market and the audience, and on nothing else of the caller.
 */
export function AudienceWide(rule: AudienceWideRule): MethodDecorator {
  return Extensions({ [AUDIENCE_WIDE_EXTENSION]: rule });
}
