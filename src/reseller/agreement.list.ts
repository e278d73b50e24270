import { ArgsType, Field } from '@nestjs/graphql';
import { PageArgs } from '../platform/graphql/index.js';

export const AGREEMENT_LOCALE =
  'The language to read in, a BCP 47 tag; without a text in it the nearest one, or English.';

@ArgsType()
export class AgreementListArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Only those of this region; none when it is not within reach.',
  })
  regionCode?: string | null;

  @Field(() => String, { nullable: true, description: AGREEMENT_LOCALE })
  locale?: string | null;
}
