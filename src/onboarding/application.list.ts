import { ArgsType, Field, InputType, registerEnumType } from '@nestjs/graphql';
import { PageArgs } from '../platform/graphql/index.js';
import './application.enum.js';
import { ApplicationState } from './application.machine.js';

export const ApplicationSort = { OLDEST: 'OLDEST', NEWEST: 'NEWEST' } as const;
export type ApplicationSort = keyof typeof ApplicationSort;

registerEnumType(ApplicationSort, {
  name: 'ResellerApplicationSort',
  description: 'How a list of applications is sorted.',
  valuesMap: {
    OLDEST: { description: 'The one that has been in its state longest comes first.' },
    NEWEST: { description: 'The one that came into its state last comes first.' },
  },
});

@InputType({
  description: 'Which applications to list: those to which all that is given applies.',
})
export class ResellerApplicationFilter {
  @Field(() => [ApplicationState], { nullable: true, description: 'In any of these states.' })
  state?: ApplicationState[] | null;
}

@ArgsType()
export class ResellerApplicationsArgs extends PageArgs {
  @Field(() => ResellerApplicationFilter, {
    nullable: true,
    description: 'Which of them; all when absent.',
  })
  filter?: ResellerApplicationFilter | null;

  @Field(() => ApplicationSort, {
    defaultValue: ApplicationSort.OLDEST,
    description: 'How they are sorted.',
  })
  orderBy: ApplicationSort;
}
