import { Module } from '@nestjs/common';
import {
  Args,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { Allow, Permission } from '../../src/platform/access/index.js';
import { ApiError, DateTimeScalar, UserError } from '../../src/platform/graphql/index.js';

/** A tree in which every kind of field and of failure stands somewhere. */
@ObjectType({ description: 'A node.' })
class Leafy {
  @Field(() => ID, { description: 'Its id.' })
  id: number;

  @Field(() => String, { nullable: true, description: 'A name, or nothing.' })
  name: string | null;

  @Field(() => String, { description: 'Is there, but for the third.' })
  must: string | null;

  @Field(() => Int, { description: 'A number, but for the third.' })
  size: number | string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  at: Date | string;

  @Field(() => Leafy, { nullable: true, description: 'One below.' })
  child: Leafy | null;

  @Field(() => [Leafy], { description: 'All below.' })
  children: Leafy[];

  @Field(() => [Leafy], { nullable: 'itemsAndList', description: 'All below, and gaps.' })
  gaps: (Leafy | null)[] | null;

  @Field(() => String, { description: 'What a getter makes of the id.' })
  get label(): string {
    return `#${this.id}`;
  }
}

@ObjectType({ implements: () => [UserError], description: 'What was wrong with a leaf.' })
class LeafError extends UserError {
  @Field(() => String, { description: 'Which kind of wrong.' })
  code: string;
}

@InputType({ description: 'What to grow.' })
class GrowInput {
  @Field(() => Int, { defaultValue: 2, description: 'How many.' })
  count: number;

  @Field(() => [String], { defaultValue: [], description: 'Their names.' })
  names: string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  at?: Date | null;

  @Field(() => GrowInput, { nullable: true, description: 'And below.' })
  below?: GrowInput | null;
}

function leaf(id: number, depth = 2): Leafy {
  const below = depth > 0 ? [1, 2, 3].map((n) => leaf(id * 10 + n, depth - 1)) : [];
  const third = id % 10 === 3;
  return Object.assign(new Leafy(), {
    id,
    name: id % 2 === 0 ? `leaf ${id}` : null,
    must: third ? null : 'must',
    size: third ? 'wide' : id,
    at: third ? 'never' : new Date(Date.UTC(2026, 0, id % 28)),
    child: below[0] ?? null,
    children: below,
    gaps: depth > 0 ? [null, ...below] : null,
  });
}

@Resolver(() => Leafy)
class LeafyResolver {
  @Allow(Permission.PUBLIC)
  @Query(() => Leafy, { description: 'A tree.' })
  tree(
    @Args('id', { type: () => Int, defaultValue: 1, description: 'Of the first.' }) id: number,
  ): Leafy {
    return leaf(id);
  }

  @Allow(Permission.PUBLIC)
  @Query(() => Leafy, { nullable: true, description: 'A tree that may be missing.' })
  async treeOrNothing(
    @Args('id', { type: () => Int, nullable: true, description: 'Of the first.' })
    id?: number | null,
  ): Promise<Leafy | null> {
    await Promise.resolve();
    return id === undefined || id === null ? null : leaf(id);
  }

  @Allow(Permission.PUBLIC)
  @Query(() => [UserError], { description: 'Things of several types.' })
  wrongs(): LeafError[] {
    return [
      Object.assign(new LeafError(), { code: 'A', message: 'a', path: ['x'] }),
      Object.assign(new LeafError(), { code: 'B', message: 'b', path: [] }),
    ];
  }

  @Allow(Permission.PUBLIC)
  @Query(() => String, { description: 'What the server made of the input.' })
  grown(@Args('input', { description: 'What to grow.' }) input: GrowInput): string {
    return JSON.stringify(input);
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => Leafy, { description: 'Makes a tree.' })
  async plant(
    @Args('id', { type: () => Int, description: 'Of the first.' }) id: number,
  ): Promise<Leafy> {
    await Promise.resolve();
    if (id > 5) throw new ApiError('CONFLICT', `There is a tree ${id}.`);
    return leaf(id);
  }

  @ResolveField(() => String, { description: 'Loaded, but for the second.' })
  async loaded(@Parent() { id }: Leafy): Promise<string> {
    await Promise.resolve();
    if (id % 10 === 2) throw new Error(`secret of ${id}`);
    return `loaded ${id}`;
  }

  @ResolveField(() => String, { nullable: true, description: 'Loaded, but for the second.' })
  maybe(@Parent() { id }: Leafy): string | null {
    if (id % 10 === 2) throw new ApiError('NOT_FOUND', `No ${id}.`);
    return id % 10 === 1 ? null : `maybe ${id}`;
  }
}

@Module({ providers: [LeafyResolver, LeafError] })
export class TreeModule {}
