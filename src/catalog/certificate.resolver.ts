import { Args, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { requirePage } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PAGE_SIZES, wantsTotalCount } from '../platform/graphql/index.js';
import {
  CertificateCreateInput,
  CertificateDeleteInput,
  CertificatesExpiringArgs,
  CertificateUpdateInput,
  RequiredCertificateSetInput,
} from './certificate.input.js';
import {
  certificateCreateErrors,
  CertificateCreatePayload,
  certificateDeleteErrors,
  CertificateDeletePayload,
  certificateUpdateErrors,
  CertificateUpdatePayload,
  requiredCertificateSetErrors,
  RequiredCertificateSetPayload,
} from './certificate.payload.js';
import { CertificateService } from './certificate.service.js';
import { ExpiringCertificateConnection, RequiredCertificates } from './certificate.type.js';
import { CreateCertificate } from './create-certificate.js';
import { DeleteCertificate } from './delete-certificate.js';
import { SetRequiredCertificates } from './set-required-certificates.js';
import { UpdateCertificate } from './update-certificate.js';

@Resolver()
export class CertificateResolver {
  constructor(
    private readonly certificates: CertificateService,
    private readonly create: CreateCertificate,
    private readonly update: UpdateCertificate,
    private readonly remove: DeleteCertificate,
    private readonly setRequired: SetRequiredCertificates,
  ) {}

  @Allow(Permission.CATALOG_WRITE)
  @Query(() => ExpiringCertificateConnection, {
    description:
      'Certificates of the markets that you look after that end soon or have ended, and that nothing of the same scheme outlasts: a listing without one cannot be ordered.',
  })
  certificatesExpiring(
    @Ctx() ctx: RequestContext,
    @Args() args: CertificatesExpiringArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ExpiringCertificateConnection> {
    const plan = requirePage(args, { ...PAGE_SIZES, keys: ['date', 'id'] });
    const asked = { marketCode: args.marketCode ?? null, withinDays: args.withinDays };
    return this.certificates.expiring(ctx, asked, { plan, count: wantsTotalCount(info) });
  }

  @Allow(Permission.CATALOG_WRITE)
  @Query(() => [RequiredCertificates], {
    description:
      'What the markets that you look after ask for, by market and category; what asks for nothing is left out.',
  })
  requiredCertificates(
    @Ctx() ctx: RequestContext,
    @Args('marketCode', {
      type: () => String,
      nullable: true,
      description: 'Only of the market of this code.',
    })
    marketCode: string | null | undefined,
  ): Promise<RequiredCertificates[]> {
    return this.certificates.required(ctx, marketCode ?? null);
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => CertificateCreatePayload, {
    description:
      'Notes that a product is certified in a market. A renewal may overlap the certificate before it.',
  })
  async certificateCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CertificateCreateInput, description: 'The certificate.' })
    input: CertificateCreateInput,
  ): Promise<CertificateCreatePayload> {
    const { value, problems } = await this.create.run(ctx, input);
    return { certificate: value, userErrors: certificateCreateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => CertificateUpdatePayload, {
    description:
      'Corrects the number or the period of a certificate. With its last day, the listings that need it end too.',
  })
  async certificateUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CertificateUpdateInput, description: 'What to change.' })
    input: CertificateUpdateInput,
  ): Promise<CertificateUpdatePayload> {
    const { value, problems } = await this.update.run(ctx, input);
    return { certificate: value, userErrors: certificateUpdateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => CertificateDeletePayload, {
    description: 'Takes out a certificate that was noted by mistake; its history stays.',
  })
  async certificateDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CertificateDeleteInput, description: 'Which one.' })
    input: CertificateDeleteInput,
  ): Promise<CertificateDeletePayload> {
    const { value, problems } = await this.remove.run(ctx, input);
    return { certificate: value, userErrors: certificateDeleteErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => RequiredCertificateSetPayload, {
    description:
      'Changes which schemes a market asks of a category. From then on nothing of the category can be ordered there without them.',
  })
  async requiredCertificateSet(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RequiredCertificateSetInput, description: 'What changes.' })
    input: RequiredCertificateSetInput,
  ): Promise<RequiredCertificateSetPayload> {
    const { value, problems } = await this.setRequired.run(ctx, input);
    return { requiredCertificates: value, userErrors: requiredCertificateSetErrors.from(problems) };
  }
}
