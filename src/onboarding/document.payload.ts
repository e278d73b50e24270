import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { mutationErrors } from '../platform/graphql/index.js';

@InputType({ description: 'Which document to take back.' })
export class DocumentDeleteInput {
  @Field(() => ID, { description: 'Id of a document of one of your own applications.' })
  documentId: string;
}

export const deleteErrors = mutationErrors(
  'documentDelete',
  ['NOT_FOUND', 'ILLEGAL_TRANSITION', 'INVALID_VALUE'],
  {
    NOT_FOUND: 'None of your applications has such a document.',
    ILLEGAL_TRANSITION: 'The application is neither DRAFT nor ACTION_REQUIRED.',
    INVALID_VALUE: 'SUBMITTED: the document was submitted already, so it stays.',
  },
);

@ObjectType({ description: 'What came of documentDelete.' })
export class DocumentDeletePayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the document that is gone; null when there are userErrors.',
  })
  documentId: string | null;

  @Field(() => [deleteErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof deleteErrors.from>;
}
