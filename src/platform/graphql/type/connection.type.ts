import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Page, PageInfo as Info } from '../../../kernel/page.js';
import { selects } from '../selection.js';

/** The page sizes of every connection. */
export const PAGE_SIZES = { default: 20, max: 100 } as const;

@ObjectType('PageInfo', { description: 'Where a page stands in its list.' })
export class PageInfo implements Info {
  @Field(() => Boolean, { description: 'Whether there is a page after this one.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether there is a page before this one.' })
  readonly hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the first entry: give it as `before` for the page before. Null on an empty page.',
  })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last entry: give it as `after` for the page after. Null on an empty page.',
  })
  readonly endCursor: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many entries from the beginning, or after \`after\`: 1 to ${PAGE_SIZES.max}, else ${PAGE_SIZES.default}.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many entries from the end, or before \`before\`: 1 to ${PAGE_SIZES.max}. Not together with \`first\`.`,
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor before which the page ends.' })
  before?: string | null;
}

export interface ConnectionOf<Node> extends Page<Node> {
  /** Counting costs a query of its own: give it only when `wantsTotalCount` says so. */
  totalCount?: number;
}

/**
 * The fields of a list in pages. Use it as a base:
 * `@ObjectType('OrderConnection', { description }) class OrderConnection extends Connection(OrderType, 'Order') {}`.
 */
export function Connection<Node extends object>(
  NodeType: Type<Node>,
  name: string,
): Type<ConnectionOf<Node>> {
  @ObjectType(`${name}Edge`, {
    description: `An entry of a list of type ${name}, with its cursor.`,
  })
  class Edge {
    @Field(() => String, { description: 'The place of this entry in its list.' })
    readonly cursor: string;

    @Field(() => NodeType, { description: 'The entry itself.' })
    readonly node: Node;
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionType {
    @Field(() => [Edge], { description: 'The entries of this page with their cursors.' })
    readonly edges: Edge[];

    @Field(() => [NodeType], { description: 'The entries of this page.' })
    readonly nodes: Node[];

    @Field(() => PageInfo, { description: 'Where this page stands in the list.' })
    readonly pageInfo: PageInfo;

    @Field(() => Int, {
      description: 'How many entries the whole list has. It is counted only when asked for.',
    })
    readonly totalCount: number;
  }

  return ConnectionType as Type<ConnectionOf<Node>>;
}

export function wantsTotalCount(info: GraphQLResolveInfo): boolean {
  return selects(info, 'totalCount');
}
