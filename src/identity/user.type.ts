import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'A person who can sign in.' })
export class User {
  @Field(() => ID, { description: 'Id of the user.' })
  id: string;

  @Field(() => String, { description: 'The e-mail address with which the user signs in.' })
  email: string;

  @Field(() => String, { description: 'Full name.' })
  name: string;
}
