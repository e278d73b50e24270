import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { VettingCheckKind, VettingCheckSource, VettingCheckState } from './application.enum.js';
import { ApplicationState } from './application.machine.js';
import type { QueueCount } from './application-queue.repository.js';
import type { ScreeningHitRow, ScreeningSubject } from './screening.repository.js';

const ScreeningSubjects = {
  LEGAL_NAME: 'LEGAL_NAME',
  APPLICANT: 'APPLICANT',
  CONTACT: 'CONTACT',
} as const;

registerEnumType(ScreeningSubjects, {
  name: 'ScreeningSubject',
  description: 'Whose name was looked up.',
  valuesMap: {
    LEGAL_NAME: { description: 'The company.' },
    APPLICANT: { description: 'The person who applies.' },
    CONTACT: { description: 'A contact of the application.' },
  },
});

@ObjectType({
  description: 'A listed name for which a name in an application may be meant; staff alone see it.',
})
export class ScreeningHit implements Omit<ScreeningHitRow, 'applicationId'> {
  @Field(() => ScreeningSubjects, { description: 'Whose name was looked up.' })
  subject: ScreeningSubject;

  @Field(() => String, { description: 'The name that was looked up.' })
  subjectName: string;

  @Field(() => String, { description: 'The list on which the other name stands.' })
  list: string;

  @Field(() => String, { description: 'Its reference there.' })
  reference: string;

  @Field(() => String, { description: 'The listed name.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The other name of the listed party that was found; null when it is the name itself.',
  })
  alias: string | null;

  @Field(() => Int, { description: 'How alike the names are, in percent: 72 to 100.' })
  score: number;
}

@ObjectType({
  description:
    'One of the things that are checked of an application. An applicant sees kind and state alone, and nothing of screening.',
})
export class VettingCheck {
  @Field(() => VettingCheckKind, { description: 'What is checked.' })
  kind: VettingCheckKind;

  @Field(() => VettingCheckState, {
    description:
      'What it has come to. PARTNER_LOCATION_ID stays PENDING for applicants, unless it fails, until all checks are done.',
  })
  state: VettingCheckState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was decided the last time; null while it is PENDING.',
  })
  decidedAt: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Version to name as expectedVersion in vettingCheckDecide; null for applicants.',
  })
  version: number | null;

  @Field(() => VettingCheckSource, {
    nullable: true,
    description: 'Who decided it; null while it is PENDING, and for applicants.',
  })
  source: VettingCheckSource | null;

  @Field(() => ID, {
    nullable: true,
    description: 'User id of the reviewer who decided it; null when none did, and for applicants.',
  })
  reviewerId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What the reviewer or the machine says of it; while it is PENDING, what to look at. Null when nothing was said, and for applicants.',
  })
  note: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How often a machine tried to do it; null when none does, and for applicants.',
  })
  attempts: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why a machine could not do it the last time; it is tried again, and a reviewer may decide meanwhile. Null when it could, and for applicants.',
  })
  lastError: string | null;

  @Field(() => [ScreeningHit], {
    description: 'Of SANCTIONS, for reviewers: listed names that may be meant, most alike first.',
  })
  hits: ScreeningHit[];
}

@ObjectType({ description: 'How many applications of your regions are in a state.' })
export class ResellerApplicationCount implements QueueCount {
  @Field(() => ApplicationState, { description: 'The state that is counted.' })
  state: ApplicationState;

  @Field(() => Int, { description: 'How many are in it.' })
  total: number;

  @Field(() => Int, {
    description:
      'How many of them wait for the staff for more than 5 days; 0 in states in which the applicant has to act.',
  })
  overdue: number;

  @Field(() => Int, { description: 'How many of them nobody has claimed.' })
  unassigned: number;

  @Field(() => Int, { description: 'How many of them you have claimed.' })
  mine: number;
}
