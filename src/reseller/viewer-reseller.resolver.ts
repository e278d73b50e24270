import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Viewer } from '../identity/index.js';
import { resellerIdOf } from '../platform/access/index.js';
import { ResellerLoader } from './reseller.loader.js';
import { Reseller } from './reseller.type.js';

/** Identity knows who speaks for which reseller; what a reseller is, it does not. */
@Resolver(() => Viewer)
export class ViewerResellerResolver {
  constructor(private readonly loader: ResellerLoader) {}

  @ResolveField(() => Reseller, {
    nullable: true,
    description: 'The reseller that the token speaks for; null for staff and applicants.',
  })
  reseller(@Parent() { ctx }: Viewer): Promise<Reseller | null> {
    const resellerId = resellerIdOf(ctx);
    return resellerId === null
      ? Promise.resolve(null)
      : this.loader.of(ctx).reseller.load(resellerId);
  }
}
