import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType('ResellerApplicationPerson', {
  description: 'Somebody who has to do with an application, as reviewers see them.',
})
export class ApplicationPerson {
  @Field(() => ID, { description: 'User id.' })
  id: string;

  @Field(() => String, { description: 'Full name.' })
  name: string;

  @Field(() => String, { description: 'E-mail address.' })
  email: string;
}
