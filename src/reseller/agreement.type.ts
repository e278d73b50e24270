import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection, DateTimeScalar } from '../platform/graphql/index.js';

@ObjectType({ description: 'One version of the partner agreement of a region.' })
export class Agreement {
  @Field(() => ID, { description: 'Id of this version.' })
  id: string;

  @Field(() => String, {
    description: 'Code of the region for whose markets it is asked, such as EMEA.',
  })
  regionCode: string;

  @Field(() => Int, {
    description: 'Version of the text within the region; a higher number is newer.',
  })
  number: number;

  @Field(() => [String], {
    description: 'The languages in which there is a text, BCP 47 tags, by name; en is one of them.',
  })
  locales: string[];

  @Field(() => String, {
    description: 'Language of the text below, a BCP 47 tag: the one asked for, or the nearest.',
  })
  locale: string;

  @Field(() => String, { description: 'Heading of the agreement.' })
  title: string;

  @Field(() => String, { description: 'The whole text, plain or Markdown.' })
  body: string;

  @Field(() => DateTimeScalar, { description: 'When it was published; it never changes after.' })
  publishedAt: Date;

  @Field(() => DateTimeScalar, {
    description: 'From this instant an order needs an acceptance of this version or a newer one.',
  })
  requiredFrom: Date;
}

@ObjectType({ description: 'Agreements in pages.' })
export class AgreementConnection extends Connection(Agreement, 'Agreement') {}

@ObjectType({ description: 'That somebody accepted a version of an agreement.' })
export class AgreementAcceptance {
  @Field(() => ID, { description: 'Id of the accepted version.' })
  agreementId: string;

  @Field(() => Int, { description: 'Number of the accepted version.' })
  number: number;

  @Field(() => String, { description: 'Language of the text that was accepted, a BCP 47 tag.' })
  locale: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the person who accepted it; null when it is not known any more.',
  })
  acceptedBy: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  acceptedAt: Date;
}

@ObjectType({
  description: 'Where a reseller stands with the agreement of one of its regions.',
})
export class ResellerAgreement {
  @Field(() => Agreement, {
    description:
      'The current version: the newest that is required now; where none is required yet, the newest.',
  })
  agreement: Agreement;

  @Field(() => Boolean, {
    description:
      'Whether this version or a newer one was accepted. Until then orders in the region are refused, once it is required.',
  })
  accepted: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was first accepted, or a newer version was; null when it is still to accept.',
  })
  acceptedAt: Date | null;

  @Field(() => AgreementAcceptance, {
    nullable: true,
    description: 'The newest version that was accepted, and by whom; null when none was.',
  })
  acceptance: AgreementAcceptance | null;

  @Field(() => Agreement, {
    nullable: true,
    description: 'The newest version, while it is still to accept; null when it is accepted.',
  })
  toAccept: Agreement | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'From this instant orders in the region are refused unless a newer version is accepted; in the past when they are refused now. Null when the newest version is accepted.',
  })
  dueFrom: Date | null;
}
