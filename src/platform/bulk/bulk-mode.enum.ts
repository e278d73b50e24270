import { registerEnumType } from '@nestjs/graphql';

/** What a mutation of many rows does when some of them are wrong. */
export const BulkMode = {
  ALL_OR_NOTHING: 'ALL_OR_NOTHING',
  ROW_BY_ROW: 'ROW_BY_ROW',
} as const;

export type BulkMode = (typeof BulkMode)[keyof typeof BulkMode];

registerEnumType(BulkMode, {
  name: 'BulkMode',
  description: 'What becomes of the good rows when others are wrong.',
  valuesMap: {
    ALL_OR_NOTHING: { description: 'Nothing is written when any row is wrong.' },
    ROW_BY_ROW: {
      description: 'The good rows are written; when there is none, the whole input is refused.',
    },
  },
});
