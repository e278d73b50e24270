import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/index.js';
import './document.enum.js';
import { DocumentKind } from './document.rules.js';

@ObjectType({ description: 'A file that an applicant sent as evidence.' })
export class ApplicationDocument {
  @Field(() => ID, { description: 'Id of the document.' })
  id: string;

  @Field(() => DocumentKind, { description: 'What it is.' })
  kind: DocumentKind;

  @Field(() => String, {
    description: 'Name of the file, with the ending that belongs to its content.',
  })
  name: string;

  @Field(() => String, {
    description: 'application/pdf, image/png or image/jpeg, as the content shows.',
  })
  contentType: string;

  @Field(() => Int, { description: 'Size in bytes.' })
  bytes: number;

  @Field(() => String, { description: 'SHA-256 of the content, in 64 hexadecimal digits.' })
  sha256: string;

  @Field(() => DateTimeScalar, { description: 'When it was sent.' })
  uploadedAt: Date;

  @Field(() => String, { description: 'Name of the person who sent it.' })
  uploadedBy: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Where the file can be fetched without a token until urlExpiresAt, as long as the session that asked is open. Do not pass it on: who has it reads the file. Null with a bearer token of Microsoft's, which opens no session: sign in to this portal to read files.",
  })
  url: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the address ends, 15 minutes after it was made; ask again for another. Null where url is.',
  })
  urlExpiresAt: Date | null;
}
