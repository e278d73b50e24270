import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection, DateTimeScalar, PageArgs } from '../platform/graphql/index.js';
import { ImportKind, ImportMode, ImportRowOutcome } from './import.enum.js';
import { ImportState } from './import.machine.js';

registerEnumType(ImportKind, {
  name: 'ImportKind',
  description: 'What the rows of a file are.',
  valuesMap: {
    PRODUCTS: { description: 'Products with their texts; for who keeps the catalog.' },
    VARIANTS: { description: 'Variants with their specs; for who keeps the catalog.' },
    LISTINGS: { description: 'Listings of variants in markets; for who keeps the catalog.' },
    PRICES: { description: 'Prices in price lists; for who keeps prices.' },
    STOCK: { description: 'Stock on hand by location; for who keeps stock.' },
  },
});

registerEnumType(ImportMode, {
  name: 'ImportMode',
  description: 'What becomes of a file in which some rows have errors.',
  valuesMap: {
    ALL_OR_NOTHING: { description: 'Nothing is written unless every row can be.' },
    ROW_BY_ROW: { description: 'Rows with errors are left out, all others are written.' },
  },
});

registerEnumType(ImportState, {
  name: 'ImportState',
  description: 'Where an import stands.',
  valuesMap: {
    RECEIVING: { description: 'The file is arriving.' },
    CHECKING: { description: 'The portal finds out what each row would do.' },
    CHECKED: { description: 'Every row has an outcome, and importApply may write them.' },
    APPLYING: { description: 'The rows are being written.' },
    APPLIED: { description: 'The rows without an error have been written.' },
    FAILED: { description: 'It ended without writing, or without writing all; see failure.' },
    CANCELLED: { description: 'importCancel ended it; nothing was written.' },
    EXPIRED: { description: 'Nobody applied it within seven days; nothing was written.' },
  },
});

registerEnumType(ImportRowOutcome, {
  name: 'ImportRowOutcome',
  description: 'What a row would do, or did.',
  valuesMap: {
    CREATE: { description: 'It makes something new.' },
    UPDATE: { description: 'It changes what is there.' },
    UNCHANGED: { description: 'Everything is so already.' },
    ERROR: { description: 'It cannot be written; see problems.' },
  },
});

@ObjectType({ description: 'How many rows of a file have which outcome so far.' })
export class ImportCounts {
  @Field(() => Int, { description: 'All rows of the file.' })
  rows: number;

  @Field(() => Int, { description: 'Rows that make something new.' })
  create: number;

  @Field(() => Int, { description: 'Rows that change something.' })
  update: number;

  @Field(() => Int, { description: 'Rows that change nothing.' })
  unchanged: number;

  @Field(() => Int, { description: 'Rows that cannot be written.' })
  error: number;
}

@ObjectType({ description: 'What is wrong with a row of a file.' })
export class ImportProblem {
  @Field(() => Int, { description: 'The line of the file on which the row begins.' })
  line: number;

  @Field(() => String, { description: 'The column; empty when the whole row is meant.' })
  column: string;

  @Field(() => String, { description: 'The kind of mistake, for programs.' })
  code: string;

  @Field(() => String, { description: 'What to do about it.' })
  message: string;
}

@ObjectType({ description: 'A row of a file.' })
export class ImportRow {
  @Field(() => Int, { description: 'The line of the file on which it begins.' })
  line: number;

  @Field(() => [String], { description: 'Its cells as they stand in the file.' })
  cells: string[];

  @Field(() => ImportRowOutcome, {
    nullable: true,
    description: 'What it would do, or did; null while that is being found out.',
  })
  outcome: ImportRowOutcome | null;

  @Field(() => [ImportProblem], { description: 'What is wrong with it; empty when nothing is.' })
  problems: ImportProblem[];

  /** Its place in the file, from 1 on. */
  number: number;
}

@ObjectType('ImportRowConnection', { description: 'The rows of a file, in their order.' })
export class ImportRowConnection extends Connection(ImportRow, 'ImportRow') {}

@ObjectType({ description: 'A file that somebody sent by POST /imports/…, and what became of it.' })
export class Import {
  @Field(() => ID, { description: 'Its id.' })
  id: string;

  @Field(() => ImportKind, { description: 'What its rows are.' })
  kind: ImportKind;

  @Field(() => ImportMode, { description: 'What becomes of it when some rows have errors.' })
  mode: ImportMode;

  @Field(() => ImportState, { description: 'Where it stands.' })
  state: ImportState;

  @Field(() => String, { description: 'The name of the file.' })
  fileName: string;

  @Field(() => [String], { description: 'The first line of the file: the names of its columns.' })
  columns: string[];

  @Field(() => ImportCounts, {
    description: 'How many rows have which outcome; they grow while it is checked or applied.',
  })
  counts: ImportCounts;

  @Field(() => Int, {
    description: 'How far the check, or the writing, has come, in whole percent of the rows.',
  })
  progress: number;

  @Field(() => String, { nullable: true, description: 'Why it failed; null unless it did.' })
  failure: string | null;

  @Field(() => ID, { description: 'Id of the person who sent it.' })
  createdById: string;

  @Field(() => String, { description: 'Name of the person who sent it.' })
  createdBy: string;

  @Field(() => DateTimeScalar, { description: 'When it was sent.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was applied or ended otherwise; null until then.',
  })
  finishedAt: Date | null;

  @Field(() => DateTimeScalar, {
    description: 'Until when it can be applied, and its rows are kept: seven days.',
  })
  expiresAt: Date;

  @Field(() => Int, { description: 'Grows by one whenever its state changes.' })
  version: number;
}

@ObjectType('ImportConnection', { description: 'A list of imports, newest first.' })
export class ImportConnection extends Connection(Import, 'Import') {}

@InputType({ description: 'Which imports to list: those to which all that is given applies.' })
export class ImportFilter {
  @Field(() => ImportKind, { nullable: true, description: 'Only files of this kind.' })
  kind?: ImportKind | null;

  @Field(() => ImportState, { nullable: true, description: 'Only imports in this state.' })
  state?: ImportState | null;
}

@ArgsType()
export class ImportsArgs extends PageArgs {
  @Field(() => ImportFilter, { nullable: true, description: 'Which of them; all when absent.' })
  filter?: ImportFilter | null;
}

@ArgsType()
export class ImportRowsArgs extends PageArgs {
  @Field(() => ImportRowOutcome, {
    nullable: true,
    description: 'Only rows with this outcome; all when absent.',
  })
  outcome?: ImportRowOutcome | null;
}
