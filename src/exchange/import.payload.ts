import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Import } from './import.type.js';

const CODES = ['NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'] as const;
type Code = (typeof CODES)[number];

export const importApplyErrors = mutationErrors('importApply', [...CODES]);
export const importCancelErrors = mutationErrors('importCancel', [...CODES]);

@InputType({ description: 'Which import to write.' })
export class ImportApplyInput {
  @Field(() => ID, { description: 'Its id.' })
  id: string;

  @Field(() => Int, {
    description: 'The version that you read; another one is refused as CONFLICT.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Which import to give up.' })
export class ImportCancelInput {
  @Field(() => ID, { description: 'Its id.' })
  id: string;

  @Field(() => Int, {
    description: 'The version that you read; another one is refused as CONFLICT.',
  })
  expectedVersion: number;
}

@ObjectType({ description: 'What became of the wish to write an import.' })
export class ImportApplyPayload {
  @Field(() => Import, {
    nullable: true,
    description: 'The import as it is now; null when refused.',
  })
  import: Import | null;

  @Field(() => [importApplyErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<Code>[];
}

@ObjectType({ description: 'What became of the wish to give an import up.' })
export class ImportCancelPayload {
  @Field(() => Import, {
    nullable: true,
    description: 'The import as it is now; null when refused.',
  })
  import: Import | null;

  @Field(() => [importCancelErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<Code>[];
}
