import { Field, ID, InputType } from '@nestjs/graphql';
import type { ApiKeyScope } from '../platform/access/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { ApiKeyScopeEnum } from './role.type.js';

@InputType('ApiKeyCreateInput', { description: 'The API key to make.' })
export class ApiKeyCreateArguments {
  @Field(() => String, {
    description:
      'A text of your choice, new for each key, at most 255 characters. Sent again with the same input, it answers the key that it made, without its secret.',
  })
  idempotencyKey: string;

  @Field(() => String, { description: 'What the key is for; at most 100 characters.' })
  name: string;

  @Field(() => [ApiKeyScopeEnum], { description: 'What the key may do; at least one.' })
  scopes: ApiKeyScope[];

  @Field(() => DateTimeScalar, { description: 'When the key ends: at most 365 days from now.' })
  expiresAt: Date;
}

@InputType('ApiKeyRevokeInput', { description: 'The API key to revoke.' })
export class ApiKeyRevokeArguments {
  @Field(() => ID, { description: 'Id of the key.' })
  id: string;
}
