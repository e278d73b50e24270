import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { PageArgs } from '../platform/graphql/index.js';
import type { AvailabilityStatement } from './keep-technology-availability.js';
import type { NewTechnology, TechnologyChange } from './keep-technology.js';
import type { AvailabilityPlace } from './technology.repository.js';
import { TechnologyStatus } from './technology.type.js';

const DESCRIPTION = 'What it is and what is known of it, in English; up to 2,000 characters.';
const SOURCE = 'Where that was published, such as a page and its day; up to 500 characters.';

@InputType({ description: 'A technology of Microsoft that devices carry.' })
export class TechnologyCreateInput implements NewTechnology {
  @Field(() => String, {
    description:
      'Its code, such as SWIFTKEY: 2 to 30 capital letters, digits and underscores, a letter first. It never changes.',
  })
  code: string;

  @Field(() => String, { description: 'Its name; 1 to 100 characters.' })
  name: string;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => String, { nullable: true, description: SOURCE })
  source?: string | null;
}

@InputType({ description: 'A change of a technology. What is left out stays as it is.' })
export class TechnologyUpdateInput implements TechnologyChange {
  @Field(() => String, { description: 'Code of the technology.' })
  code: string;

  @Field(() => Int, {
    description: 'The version that you have read; another one by now is a CONFLICT.',
  })
  expectedVersion: number;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; 1 to 100 characters. It cannot be taken away.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: `${DESCRIPTION} null takes it away.` })
  description?: string | null;

  @Field(() => String, { nullable: true, description: `${SOURCE} null takes it away.` })
  source?: string | null;
}

@InputType({ isAbstract: true })
class AvailabilityPlaceFields implements AvailabilityPlace {
  @Field(() => ID, { description: 'Id of the product.' })
  productId: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => String, { description: 'Code of the technology, such as CORTANA.' })
  technologyCode: string;
}

@InputType({
  description:
    'Whether a technology works on a product in a market; it replaces what was said before.',
})
export class TechnologyAvailabilitySetInput
  extends AvailabilityPlaceFields
  implements AvailabilityStatement
{
  @Field(() => TechnologyStatus, { description: 'Whether it works there.' })
  status: TechnologyStatus;

  @Field(() => String, {
    nullable: true,
    description:
      'What people should know, in English; needed where it is LIMITED; up to 500 characters.',
  })
  note?: string | null;

  @Field(() => String, {
    description: 'Where this was published, such as a page and its day; 1 to 500 characters.',
  })
  source: string;
}

@InputType({ description: 'A statement that is to be taken back.' })
export class TechnologyAvailabilityRemoveInput extends AvailabilityPlaceFields {}

@ArgsType()
export class TechnologyAvailabilityArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only in the market of this code.' })
  marketCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Only on the product of this handle.' })
  productHandle?: string | null;

  @Field(() => TechnologyStatus, { nullable: true, description: 'Only where this is so.' })
  status?: TechnologyStatus | null;
}
