import { Field, ID, InputType } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/index.js';

@InputType({ description: 'The words of an agreement in one language.' })
export class AgreementTextInput {
  @Field(() => String, {
    description: 'Its language, a BCP 47 tag such as en, de or zh-Hans; each language once.',
  })
  locale: string;

  @Field(() => String, { description: 'Heading, 1 to 200 characters.' })
  title: string;

  @Field(() => String, {
    description: 'The whole text, plain or Markdown, at most 200,000 characters, kept as it is.',
  })
  body: string;
}

@InputType({ description: 'A new version of the agreement of a region.' })
export class AgreementPublishInput {
  @Field(() => String, {
    description:
      'Your key for this publication, at most 255 characters. Sent again with the same input it publishes nothing new.',
  })
  idempotencyKey: string;

  @Field(() => String, { description: 'Code of one of your regions, such as EMEA.' })
  regionCode: string;

  @Field(() => [AgreementTextInput], {
    description: 'The words, 1 to 20 languages; English (en) must be among them.',
  })
  texts: AgreementTextInput[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'From when orders need an acceptance of it, now or later; from now on when left out.',
  })
  requiredFrom?: Date | null;
}

@InputType({ description: 'Which version of an agreement to accept for the own reseller.' })
export class AgreementAcceptInput {
  @Field(() => ID, {
    description:
      'Id of the version, of one of your regions; CONFLICT with the one to take when it is older than the current one.',
  })
  agreementId: string;

  @Field(() => String, {
    nullable: true,
    description: 'Language of the text that was read, one of Agreement.locales; en when left out.',
  })
  locale?: string | null;
}
