import { Field, ID, InputType, Int } from '@nestjs/graphql';

const TEXT = {
  label: 'What you call it, such as "Main warehouse": 1 to 80 characters.',
  recipient: 'Who receives the goods: 1 to 200 characters.',
  line1: 'Street and number: 1 to 200 characters.',
  line2: 'Second line, at most 200 characters.',
  city: 'City or town: 1 to 100 characters.',
  region: 'State, province or prefecture where addresses have one, at most 100 characters.',
  postalCode: 'Postal code where addresses have one, at most 20 characters.',
  countryCode:
    'ISO 3166-1 alpha-2, such as DE; need not be a market, but an order ships to addresses in its market only.',
  phone: 'Telephone number: digits, spaces and + ( ) - / . only.',
} as const;

@InputType({ description: 'A new address to which goods can be shipped.' })
export class AddressCreateInput {
  @Field(() => String, { description: TEXT.label })
  label: string;

  @Field(() => String, { description: TEXT.recipient })
  recipient: string;

  @Field(() => String, { description: TEXT.line1 })
  line1: string;

  @Field(() => String, { nullable: true, description: TEXT.line2 })
  line2?: string | null;

  @Field(() => String, { description: TEXT.city })
  city: string;

  @Field(() => String, { nullable: true, description: TEXT.region })
  region?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.postalCode })
  postalCode?: string | null;

  @Field(() => String, { description: TEXT.countryCode })
  countryCode: string;

  @Field(() => String, { nullable: true, description: TEXT.phone })
  phone?: string | null;
}

@InputType({ isAbstract: true })
class AddressEditFields {
  @Field(() => ID, { description: 'Id of the address.' })
  id: string;

  @Field(() => Int, {
    description:
      'Address.version as you read it: when somebody changed the address since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({
  description: 'Changes of an address: what is left out stays, null takes away what is optional.',
})
export class AddressUpdateInput extends AddressEditFields {
  @Field(() => String, { nullable: true, description: TEXT.label })
  label?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.recipient })
  recipient?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.line1 })
  line1?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.line2 })
  line2?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.city })
  city?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.region })
  region?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.postalCode })
  postalCode?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.countryCode })
  countryCode?: string | null;

  @Field(() => String, { nullable: true, description: TEXT.phone })
  phone?: string | null;
}

@InputType({ description: 'Which address is not used any more.' })
export class AddressArchiveInput extends AddressEditFields {}
