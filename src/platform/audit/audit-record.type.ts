import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Caller } from '../access/index.js';
import { Connection, DateTimeScalar, PageArgs } from '../graphql/index.js';

const ActorKind = {
  USER: 'USER',
  API_KEY: 'API_KEY',
  SYSTEM: 'SYSTEM',
  ANONYMOUS: 'ANONYMOUS',
} as const satisfies Record<Caller['kind'], Caller['kind']>;

registerEnumType(ActorKind, {
  name: 'ActorKind',
  description: 'Through what somebody acted.',
  valuesMap: {
    USER: { description: 'A person who was signed in.' },
    API_KEY: { description: "A reseller's program, with an API key." },
    SYSTEM: { description: 'The portal itself: a job, or a command-line tool.' },
    ANONYMOUS: { description: 'Somebody who was not signed in.' },
  },
});

@ObjectType({ description: 'One value that a change wrote down.' })
export class AuditChange {
  @Field(() => String, { description: 'What changed, such as limitMinor; "value" for a whole.' })
  field: string;

  @Field(() => String, {
    nullable: true,
    description: 'The value before, JSON where it is no text; null when there was none.',
  })
  old: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The value after, JSON where it is no text; null when there is none.',
  })
  new: string | null;
}

@ObjectType({
  description:
    'Who did what, through what, with the old and the new value. Records are never changed.',
})
export class AuditRecord {
  @Field(() => ID, { description: 'Id of the record.' })
  id: string;

  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  at: Date;

  @Field(() => String, { description: 'What was changed, such as ORDER or CREDIT_ACCOUNT.' })
  entity: string;

  @Field(() => ID, { description: 'Id of what was changed.' })
  entityId: string;

  @Field(() => String, { description: 'What was done, such as SUBMIT or RECORD_PAYMENT.' })
  operation: string;

  @Field(() => String, {
    nullable: true,
    description: 'The state before; null where there was none.',
  })
  fromState: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The state after; null where there is none.',
  })
  toState: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change gave it; null for what has no versions.',
  })
  entityVersion: number | null;

  @Field(() => [AuditChange], { description: 'The values that were written down, by name.' })
  changes: AuditChange[];

  @Field(() => ActorKind, { description: 'Through what it was done.' })
  actorKind: Caller['kind'];

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the person, or of the maker of the key; null for the portal itself.',
  })
  actorUserId: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the API key; null where none was used.' })
  actorKeyId: string | null;

  @Field(() => String, {
    description: 'E-mail address of the person, name of the key, or why the portal acted.',
  })
  actorLabel: string;

  @Field(() => String, {
    nullable: true,
    description: 'Id of the request, as answers and logs carry it; null for past data.',
  })
  requestId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Network address of the caller; null where there was none, and for all but administrators.',
  })
  ip: string | null;

  /** Not a field: where the record stands in the trail. */
  seq: string;
}

@ObjectType({ description: 'Audit records in pages, newest first.' })
export class AuditRecordConnection extends Connection(AuditRecord, 'AuditRecord') {}

@InputType({
  description: 'Which audit records to list: those to which all that is given applies.',
})
export class AuditRecordFilter {
  @Field(() => String, { nullable: true, description: 'What was changed, such as ORDER.' })
  entity?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what was changed.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the person who acted.' })
  actorUserId?: string | null;

  @Field(() => String, { nullable: true, description: 'What was done, such as SUBMIT.' })
  operation?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'At this instant or later.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this instant.' })
  until?: Date | null;
}

@ArgsType()
export class AuditRecordsArgs extends PageArgs {
  @Field(() => AuditRecordFilter, {
    nullable: true,
    description: 'Which of them; all when absent.',
  })
  filter?: AuditRecordFilter | null;
}
