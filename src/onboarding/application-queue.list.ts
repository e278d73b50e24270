import { ArgsType, Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection, PageArgs } from '../platform/graphql/index.js';
import './application.enum.js';
import { ApplicationState } from './application.machine.js';
import { ApplicationHolder, ApplicationSort, type QueueFilter } from './application-queue.rules.js';
import { ResellerApplication } from './application.type.js';

registerEnumType(ApplicationSort, {
  name: 'ResellerApplicationSort',
  description: 'How a list of applications is sorted.',
  valuesMap: {
    OLDEST: { description: 'The one that has been in its state longest comes first.' },
    NEWEST: { description: 'The one that came into its state last comes first.' },
  },
});

registerEnumType(ApplicationHolder, {
  name: 'ResellerApplicationHolder',
  description: 'Who has claimed an application.',
  valuesMap: {
    ME: { description: 'You.' },
    NOBODY: { description: 'Nobody has claimed it.' },
    ANYBODY: { description: 'You or somebody else.' },
  },
});

@ObjectType({ description: 'Reseller applications in pages.' })
export class ResellerApplicationConnection extends Connection(
  ResellerApplication,
  'ResellerApplication',
) {}

@InputType({
  description: 'Which applications to list: those to which all that is given applies.',
})
export class ResellerApplicationFilter implements QueueFilter {
  @Field(() => [ApplicationState], {
    nullable: true,
    description:
      'In any of these states; when left out, those in which somebody still has something to do, from SUBMITTED to READY_FOR_DECISION.',
  })
  state?: ApplicationState[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Made for this market, ISO 3166-1 alpha-2, such as DE.',
  })
  marketCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of companies registered in this country, ISO 3166-1 alpha-2, such as DE.',
  })
  countryCode?: string | null;

  @Field(() => ApplicationHolder, { nullable: true, description: 'Claimed by whom.' })
  assignedTo?: ApplicationHolder | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: those that have waited for the staff for more than 5 days, in SUBMITTED, IN_VETTING or READY_FOR_DECISION. False: the others.',
  })
  overdue?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A part of the legal name, without regard to case, accents and legal form, or a whole number, tax id or partner location id; at most 200 characters.',
  })
  search?: string | null;
}

@ArgsType()
export class ResellerApplicationsArgs extends PageArgs {
  @Field(() => ResellerApplicationFilter, {
    nullable: true,
    description: 'Which of them; all that somebody still has to do something about when absent.',
  })
  filter?: ResellerApplicationFilter | null;

  @Field(() => ApplicationSort, {
    defaultValue: ApplicationSort.OLDEST,
    description: 'How they are sorted.',
  })
  orderBy: ApplicationSort;
}
