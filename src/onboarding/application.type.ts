import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { DateTimeScalar, MoneyType } from '../platform/graphql/index.js';
import { ResellerType } from '../reseller/index.js';
import './application.enum.js';
import { ApplicationState } from './application.machine.js';
import type { ApplicationContact, ApplicationRow } from './application.row.js';

@ObjectType('ResellerApplicationAddress', {
  description: 'Where the company of an application is; a part is null while it is not given.',
})
export class ApplicationAddressType {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  line1: string | null;

  @Field(() => String, { nullable: true, description: 'Second line.' })
  line2: string | null;

  @Field(() => String, { nullable: true, description: 'City or town.' })
  city: string | null;

  @Field(() => String, { nullable: true, description: 'State, province or prefecture.' })
  region: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code where addresses have one.' })
  postalCode: string | null;
}

@ObjectType('ResellerApplicationContact', {
  description: 'Somebody at the company whom we may ask; a part is null while it is not given.',
})
export class ApplicationContactType implements ApplicationContact {
  @Field(() => String, { nullable: true, description: 'Full name.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'What the person does there.' })
  role: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  phone: string | null;
}

@ObjectType('ResellerApplicationMissing', {
  description: 'Something without which an application cannot be submitted.',
})
export class ApplicationMissingType {
  @Field(() => String, { description: 'The kind of what is missing: REQUIRED.' })
  code: string;

  @Field(() => [String], {
    description: 'Where it belongs, such as ["address", "city"] or ["contacts", "0", "email"].',
  })
  path: string[];

  @Field(() => String, { description: 'What to do, in English.' })
  message: string;
}

@ObjectType({
  description:
    'A request of a person that their company become a reseller, or that a deauthorised one be readmitted.',
})
export class ResellerApplication {
  @Field(() => ID, { description: 'Id of the application.' })
  id: string;

  @Field(() => String, { description: 'Its number for people, such as RA-2026-000123.' })
  number: string;

  @Field(() => ApplicationState, { description: 'How far it is.' })
  state: ApplicationState;

  @Field(() => DateTimeScalar, { description: 'When it came into its state.' })
  stateSince: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'From when it is EXPIRED: 90 days after a draft was begun, 30 days after the applicant was asked to act or to accept the agreement; null in other states.',
  })
  expiresAt: Date | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the deauthorised reseller for which it was filed, or of the reseller that its approval made; else null.',
  })
  resellerId: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name under which the company is registered; null while it is not given.',
  })
  legalName: string | null;

  @Field(() => ApplicationAddressType, { description: 'Where the company is.' })
  address: ApplicationAddressType;

  @Field(() => String, {
    nullable: true,
    description:
      'Country of registration, ISO 3166-1 alpha-2, such as DE; null while it is not given.',
  })
  countryCode: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Tax identification number, in the compact form of its country; null while it is not given.',
  })
  taxId: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: the check digits of the tax id were computed. False: rules for the country are not known, only the shape was looked at. Null while tax id or country is not given.',
  })
  taxIdChecked: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Website of the company; null when it has none.',
  })
  website: string | null;

  @Field(() => ResellerType, {
    nullable: true,
    description: 'How the company wants to buy; null while it is not given.',
  })
  partnerType: ResellerType | null;

  @Field(() => String, {
    nullable: true,
    description: 'Microsoft partner location id (PLA); null while it is not given.',
  })
  partnerLocationId: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Microsoft partner global id (PGA); null when it is not given.',
  })
  partnerGlobalId: string | null;

  @Field(() => [String], {
    description: 'The markets in which the company wants to sell, such as DE, by code.',
  })
  marketCodes: string[];

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What the company expects to buy in a year; null while it is not given.',
  })
  expectedVolume: Money | null;

  @Field(() => [ApplicationContactType], { description: 'People at the company, at most ten.' })
  contacts: ApplicationContactType[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was submitted first; null before.',
  })
  submittedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the applicant appealed; null when they did not. There is one appeal.',
  })
  appealedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the applicant appealed; null when they did not.',
  })
  appealReason: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was decided the last time, also while an appeal against that runs; null before.',
  })
  decidedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was decided so; null when nothing was said.',
  })
  decisionReason: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was changed the last time.' })
  updatedAt: Date;

  @Field(() => Int, { description: 'Version to name as expectedVersion in an edit or a step.' })
  version: number;

  /** In the API for reviewers alone, by fields of their own: who made it, who decided it, and who has it. */
  applicantUserId: string;
  decidedById: string | null;
  assignedToId: string | null;
  assignedAt: Date | null;
}

/** The application as the API shows it. */
export function viewOf(row: ApplicationRow): ResellerApplication {
  const { line1, line2, city, region, postalCode } = row;
  return { ...row, address: { line1, line2, city, region, postalCode } };
}
