import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { ApiKeyScope } from '../platform/access/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { ApiKeyScopeEnum } from './role.type.js';
import { User } from './user.type.js';

export enum ApiKeyState {
  ACTIVE = 'ACTIVE',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}

registerEnumType(ApiKeyState, {
  name: 'ApiKeyState',
  description: 'Whether an API key can be used.',
  valuesMap: {
    ACTIVE: { description: 'It can be used, as long as its maker works for the reseller.' },
    EXPIRED: { description: 'Its time is over.' },
    REVOKED: { description: 'It was revoked.' },
  },
});

@ObjectType({
  description:
    "A key with which a program acts for a reseller, with its maker's membership and limits. It stops when the key, its maker or the membership does.",
})
export class ApiKey {
  @Field(() => ID, { description: 'Id of the key.' })
  id: string;

  @Field(() => String, { description: 'What the key is for.' })
  name: string;

  @Field(() => String, {
    description:
      'How the key begins, such as cpp_live_4fQ9xA2b: enough to recognise it, not to use it.',
  })
  prefix: string;

  @Field(() => [ApiKeyScopeEnum], { description: 'What the key may do.' })
  scopes: ApiKeyScope[];

  @Field(() => ApiKeyState, { description: 'Whether it can be used.' })
  state: ApiKeyState;

  @Field(() => User, { description: 'Who made it.' })
  createdBy: User;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  expiresAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was revoked; null: it was not.',
  })
  revokedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was used last, to the minute; null: never.',
  })
  lastUsedAt: Date | null;
}
