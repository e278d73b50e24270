import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AddressArchiveInput, AddressCreateInput, AddressUpdateInput } from './address.input.js';
import {
  AddressArchivePayload,
  AddressCreatePayload,
  AddressUpdatePayload,
  archiveErrors,
  createErrors,
  updateErrors,
} from './address.payload.js';
import { ArchiveAddress } from './archive-address.js';
import { CreateAddress } from './create-address.js';
import { UpdateAddress } from './update-address.js';

@Resolver()
export class AddressResolver {
  constructor(
    private readonly createAddress: CreateAddress,
    private readonly updateAddress: UpdateAddress,
    private readonly archiveAddress: ArchiveAddress,
  ) {}

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => AddressCreatePayload, {
    description: "Adds an address to which the reseller's orders can be shipped.",
  })
  async addressCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => AddressCreateInput, description: 'The address.' })
    input: AddressCreateInput,
  ): Promise<AddressCreatePayload> {
    const { value, problems } = await this.createAddress.run(ctx, input);
    return { address: value, userErrors: createErrors.from(problems) };
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => AddressUpdatePayload, {
    description: 'Changes an address for orders from now on; orders keep the one that they had.',
  })
  async addressUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => AddressUpdateInput, description: 'What to change.' })
    input: AddressUpdateInput,
  ): Promise<AddressUpdatePayload> {
    const { value, problems } = await this.updateAddress.run(ctx, input);
    return { address: value, userErrors: updateErrors.from(problems) };
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => AddressArchivePayload, {
    description:
      'Takes an address out of use for good: orders to it are refused with SHIP_TO_INVALID, earlier ones still ship there.',
  })
  async addressArchive(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => AddressArchiveInput, description: 'Which address.' })
    input: AddressArchiveInput,
  ): Promise<AddressArchivePayload> {
    const { value, problems } = await this.archiveAddress.run(ctx, input);
    return { address: value, userErrors: archiveErrors.from(problems) };
  }
}
