import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { Connection, DateScalar } from '../platform/graphql/index.js';
import { ResellerTier, ResellerType } from './reseller.enum.js';
import { ResellerState } from './reseller.machine.js';
import { Reseller } from './reseller.type.js';

@ObjectType({ description: 'Resellers in pages.' })
export class ResellerConnection extends Connection(Reseller, 'Reseller') {}

@InputType({ description: 'Which resellers to list: those to which all that is given applies.' })
export class ResellerFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'A part of the legal name in any case, or a whole tax id, partner location id or partner global id; at most 200 characters.',
  })
  search?: string | null;

  @Field(() => [ResellerState], { nullable: true, description: 'In any of these states.' })
  state?: ResellerState[] | null;

  @Field(() => [ResellerType], { nullable: true, description: 'Of any of these types.' })
  type?: ResellerType[] | null;

  @Field(() => [ResellerTier], { nullable: true, description: 'Of any of these tiers.' })
  tier?: ResellerTier[] | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Of which a reauthorisation is demanded that is due before this day, suspended ones too.',
  })
  reauthorizationDueBefore?: string | null;
}
