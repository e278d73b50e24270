import { Args, ID, Info, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { wantsTotalCount } from '../platform/graphql/index.js';
import { ImportCommand } from './import-command.js';
import {
  importApplyErrors,
  ImportApplyInput,
  ImportApplyPayload,
  importCancelErrors,
  ImportCancelInput,
  ImportCancelPayload,
} from './import.payload.js';
import { ImportService } from './import.service.js';
import {
  Import,
  ImportConnection,
  ImportRowConnection,
  ImportRowsArgs,
  ImportsArgs,
} from './import.type.js';

const { CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE } = Permission;

@Resolver(() => Import)
export class ImportResolver {
  constructor(
    private readonly imports: ImportService,
    private readonly command: ImportCommand,
  ) {}

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Query(() => ImportConnection, {
    name: 'imports',
    description:
      'Files that were sent, newest first: your own, of the kinds that your role looks after; administrators see those of everybody.',
  })
  list(
    @Ctx() ctx: RequestContext,
    @Args() args: ImportsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImportConnection> {
    return this.imports.page(ctx, args.filter ?? {}, { args, counted: wantsTotalCount(info) });
  }

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Query(() => Import, {
    name: 'import',
    nullable: true,
    description: 'One import; null when there is none that you may see.',
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<Import | null> {
    return this.imports.find(ctx, id);
  }

  @ResolveField(() => ImportRowConnection, {
    description: 'Its rows, in the order of the file; they are kept for seven days.',
  })
  rows(
    @Ctx() ctx: RequestContext,
    @Parent() { id }: Import,
    @Args() args: ImportRowsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImportRowConnection> {
    return this.imports.rows(ctx, id, args.outcome ?? null, {
      args,
      counted: wantsTotalCount(info),
    });
  }

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Mutation(() => ImportApplyPayload, {
    name: 'importApply',
    description:
      'Writes the rows of a checked import in the background; its state and progress tell how far that has come.',
  })
  async apply(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ImportApplyInput, description: 'Which one.' })
    input: ImportApplyInput,
  ): Promise<ImportApplyPayload> {
    const { value, problems } = await this.command.apply(ctx, input);
    return { import: value, userErrors: importApplyErrors.from(problems) };
  }

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Mutation(() => ImportCancelPayload, {
    name: 'importCancel',
    description: 'Gives a checked import up: nothing of it is written.',
  })
  async cancel(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ImportCancelInput, description: 'Which one.' })
    input: ImportCancelInput,
  ): Promise<ImportCancelPayload> {
    const { value, problems } = await this.command.cancel(ctx, input);
    return { import: value, userErrors: importCancelErrors.from(problems) };
  }
}
