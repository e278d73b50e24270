import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx, type RequestContext } from '../platform/access/index.js';
import { ResellerApplication } from './application.type.js';
import { DocumentLoader } from './document.loader.js';
import { ApplicationDocument } from './document.type.js';

@Resolver(() => ResellerApplication)
export class DocumentFieldResolver {
  constructor(private readonly loader: DocumentLoader) {}

  @ResolveField(() => [ApplicationDocument], {
    description:
      'What was sent as evidence, oldest first, at most 20. POST /applications/<id>/documents adds one.',
  })
  documents(
    @Ctx() ctx: RequestContext,
    @Parent() { id }: ResellerApplication,
  ): Promise<ApplicationDocument[]> {
    return this.loader.of(ctx).load(id);
  }
}
