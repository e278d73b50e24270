import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { MoneyInput } from '../platform/graphql/index.js';
import { ResellerType } from '../reseller/index.js';
import type { AddressInput, ApplicationInput, ContactInput } from './application.rules.js';

const LATER = 'May be left out while it is a draft.';

@InputType({ description: 'Where the company is; it replaces the address as a whole.' })
export class ResellerApplicationAddressInput implements AddressInput {
  @Field(() => String, {
    nullable: true,
    description: `Street and number, at most 200 characters. ${LATER}`,
  })
  line1?: string | null;

  @Field(() => String, { nullable: true, description: 'Second line, at most 200 characters.' })
  line2?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `City or town, at most 100 characters. ${LATER}`,
  })
  city?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'State, province or prefecture, at most 100 characters.',
  })
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code, at most 20 characters.' })
  postalCode?: string | null;
}

@InputType({ description: 'Somebody at the company whom we may ask.' })
export class ResellerApplicationContactInput implements ContactInput {
  @Field(() => String, {
    nullable: true,
    description: `Full name, at most 200 characters. ${LATER}`,
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `What the person does there, at most 100 characters. ${LATER}`,
  })
  role?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `E-mail address, at most 254 characters. ${LATER}`,
  })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Telephone number of digits, such as +49 30 1234567; 5 to 40 characters.',
  })
  phone?: string | null;
}

@InputType({ isAbstract: true })
abstract class ApplicationContentInput implements ApplicationInput {
  @Field(() => String, {
    nullable: true,
    description: `Name under which the company is registered, at most 200 characters. ${LATER}`,
  })
  legalName?: string | null;

  @Field(() => ResellerApplicationAddressInput, {
    nullable: true,
    description: `Where the company is. ${LATER}`,
  })
  address?: ResellerApplicationAddressInput | null;

  @Field(() => String, {
    nullable: true,
    description: `Country of registration, ISO 3166-1 alpha-2, such as DE. ${LATER}`,
  })
  countryCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Tax identification number in that country, at most 40 characters, with or without spaces and signs. INVALID_VALUE where its length, its form or its check digits are not those of the country. ${LATER}`,
  })
  taxId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Website of the company, http or https, at most 200 characters.',
  })
  website?: string | null;

  @Field(() => ResellerType, {
    nullable: true,
    description: `How the company wants to buy. ${LATER}`,
  })
  partnerType?: ResellerType | null;

  @Field(() => String, {
    nullable: true,
    description: `Microsoft partner location id (PLA), 4 to 12 digits. ${LATER}`,
  })
  partnerLocationId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Microsoft partner global id (PGA), 4 to 12 digits.',
  })
  partnerGlobalId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: `Codes of the markets in which the company wants to sell, such as DE, at most 50; they replace the earlier ones. UNKNOWN_MARKET where we do not sell; MARKET_CLOSING where we stop selling. ${LATER}`,
  })
  marketCodes?: string[] | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: `What the company expects to buy in a year, in any currency, more than 0. ${LATER}`,
  })
  expectedVolume?: MoneyInput | null;

  @Field(() => [ResellerApplicationContactInput], {
    nullable: true,
    description: `People at the company, at most ten; they replace the earlier ones. ${LATER}`,
  })
  contacts?: ResellerApplicationContactInput[] | null;
}

@InputType({ description: 'A new application, as far as it is known yet.' })
export class ResellerApplicationCreateInput extends ApplicationContentInput {
  @Field(() => String, {
    description:
      'Unique among your requests of this kind: sent again with the same input it gives the same application. 1 to 255 characters.',
  })
  idempotencyKey: string;
}

@InputType({ isAbstract: true })
abstract class ApplicationStepInput {
  @Field(() => ID, { description: 'Id of the application.' })
  applicationId: string;

  @Field(() => Int, {
    description:
      'ResellerApplication.version as you read it: when it was changed since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({
  description:
    'What changes about an application: what is left out stays as it is, null clears it. Once it was submitted, country, partner type and markets stay.',
})
export class ResellerApplicationUpdateInput extends ApplicationContentInput {
  @Field(() => ID, { description: 'Id of the application.' })
  applicationId: string;

  @Field(() => Int, {
    description:
      'ResellerApplication.version as you read it: when it was changed since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Which application to submit.' })
export class ResellerApplicationSubmitInput extends ApplicationStepInput {}

@InputType({ description: 'Which application to hand in again.' })
export class ResellerApplicationResubmitInput extends ApplicationStepInput {}

@InputType({ description: 'Which application to take back.' })
export class ResellerApplicationWithdrawInput extends ApplicationStepInput {}

@InputType({ description: 'An appeal against a rejection.' })
export class ResellerApplicationAppealInput extends ApplicationStepInput {
  @Field(() => String, { description: 'Why it should be decided anew, 1 to 2,000 characters.' })
  reason: string;
}
