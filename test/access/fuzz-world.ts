import { addProduct, addSpecDefinition, addVariant } from '../support/world/catalog.world.js';
import { WORLD_PASSWORD } from '../support/world/identity.world.js';
import { place, saveDraft } from '../support/world/order.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addKey, type Rivals } from '../support/world/rivals.world.js';
import { ACCOUNT_RENEWALS } from './account-inputs.js';
import { APPLICATION_RENEWALS } from './application-inputs.js';
import { DOCUMENT_RENEWALS } from './document-inputs.js';
import { LISTING_RENEWALS } from './listing-inputs.js';
import { MARKET_RENEWALS } from './market-inputs.js';
import { MICROSOFT_RENEWALS } from './microsoft-inputs.js';
import type { Arguments, InputWorld } from './input-world.js';
import { PARTNER_RENEWALS } from './partner-inputs.js';
import { argumentsOf } from './root-inputs.js';
import { PEOPLE_RENEWALS } from './people-inputs.js';
import { RATE_RENEWALS } from './rate-inputs.js';
import { STOCK_RENEWALS } from './stock-inputs.js';

/** Makes enough of everything that no number of trials uses it up, and a draft to work on. */
export async function prepare(rivals: Rivals): Promise<InputWorld> {
  const { portal, shop, own } = rivals;
  for (const statement of [
    'UPDATE pricing.special_bid SET quantity = 1000000 WHERE reseller_id = $1',
    'UPDATE reseller.credit_account SET limit_minor = 100000000000 WHERE reseller_id = $1',
  ]) {
    await portal.db.query(statement, [own.reseller.id]);
  }
  await portal.db.query(
    `SELECT inventory.move('OPENING', ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[10000000], NULL, NULL, NULL)`,
    [shop.a, shop.locationId],
  );
  await addSpecDefinition(portal.db, { code: 'MEMORY', type: 'NUMBER', unit: 'GB' });
  const world = { rivals, side: { ...own }, draftId: '' };
  await renewDraft(world);
  return world;
}

/** Arguments that the operation would accept now. */
export async function freshArguments(world: InputWorld, field: string): Promise<Arguments> {
  const { portal } = world.rivals;
  if (field === 'Mutation.passwordChange') {
    return { input: { currentPassword: WORLD_PASSWORD, newPassword: 'words for the new year' } };
  }
  // It signs in first, which the guesses of the trials before may have forbidden.
  if (field === 'Mutation.tokenRefresh') await portal.db.query('DELETE FROM platform.rate_limit');
  const values = await argumentsOf(world, field);
  if (field !== 'Mutation.creditLimitChange') return values;
  const [account] = await portal.rows<{ version: number }>(
    'SELECT version FROM reseller.credit_account WHERE reseller_id = $1',
    [world.side.reseller.id],
  );
  const input: object = Object(values['input']);
  return { input: { ...input, expectedVersion: account?.version } };
}

/** After an operation has done its work: something new for the next one to work on. */
export async function renew(world: InputWorld, field: string): Promise<void> {
  await RENEWALS[field.replace('Mutation.', '')]?.(world);
}

const RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  orderCancel: renewConfirmed,
  orderHoldPlace: renewConfirmed,
  orderHoldRelease: renewHeld,
  orderApprove: renewPending,
  orderReject: renewPending,
  orderWithdraw: renewPending,
  orderDraftDelete: renewDraft,
  productDelete: async ({ rivals }) => {
    await addProduct(rivals.portal.db, { handle: 'device-spare' });
  },
  ...LISTING_RENEWALS,
  ...MICROSOFT_RENEWALS,
  priceListUpdate: (world) => renewList(world, { code: 'DE-EDITED' }),
  priceListSchedule: (world) => renewList(world, { code: 'DE-AHEAD' }),
  priceListEnd: (world) => renewList(world, { code: 'DE-ENDING' }),
  priceListDelete: (world) => renewList(world, { code: 'DE-SPARE', validFrom: '2099-01-01' }),
  variantDelete: async ({ rivals }) => {
    const [product] = await rivals.portal.rows<{ id: string }>(
      'SELECT product_id AS id FROM catalog.variant WHERE id = $1',
      [rivals.shop.b],
    );
    await addVariant(rivals.portal.db, { productId: product?.id ?? '', sku: 'SKU-SPARE' });
  },
  specDefinitionDelete: async ({ rivals }) => {
    await addSpecDefinition(rivals.portal.db, { code: 'SPARE', type: 'TEXT' });
  },
  ...MARKET_RENEWALS,
  ...RATE_RENEWALS,
  ...STOCK_RENEWALS,
  ...PARTNER_RENEWALS,
  ...APPLICATION_RENEWALS,
  ...ACCOUNT_RENEWALS,
  ...PEOPLE_RENEWALS,
  ...DOCUMENT_RENEWALS,
  apiKeyCreate: revokeKeys,
  apiKeyRevoke: async (world) => {
    await revokeKeys(world);
    const { rivals, side } = world;
    const key = { name: 'Spare', scope: 'SALES_READ' } as const;
    side.apiKeyId = (await addKey(rivals.portal, side.admin, key)).id;
  },
  passwordChange: async ({ rivals, side }) => {
    await rivals.portal.db.query(
      `UPDATE identity.user_account SET password_hash = (SELECT o.password_hash FROM identity.user_account o WHERE o.id = $2)
       WHERE id = $1`,
      [side.admin.userId, rivals.other.admin.userId],
    );
  },
};

/** There are only so many at a time. */
async function revokeKeys({ rivals, side }: InputWorld): Promise<void> {
  await rivals.portal.db.query(
    'UPDATE identity.api_key SET revoked_at = now() WHERE reseller_id = $1 AND revoked_at IS NULL',
    [side.reseller.id],
  );
}

/** A list as it was before anybody touched it. */
async function renewList(
  { rivals }: InputWorld,
  { code, validFrom = '2020-01-01' }: { code: string; validFrom?: string },
): Promise<void> {
  await rivals.portal.db.query('DELETE FROM pricing.price_list WHERE code = $1', [code]);
  await addPriceList(rivals.portal.db, { marketCode: 'DE', code, validFrom });
}

async function renewConfirmed({ rivals, side }: InputWorld): Promise<void> {
  const ship = { shipToAddressId: side.reseller.addressId };
  side.confirmed = await place(rivals.shop, ship, side.buyer.token);
}

async function renewHeld(world: InputWorld): Promise<void> {
  await renewConfirmed(world);
  const { portal, shop } = world.rivals;
  const input = { orderId: world.side.confirmed.id, reason: 'COMPLIANCE', note: 'To be checked' };
  await portal.ask(
    'mutation ($input: OrderHoldPlaceInput!) { orderHoldPlace(input: $input) { order { id } } }',
    { input },
    { token: shop.desk.token },
  );
}

async function renewPending({ rivals, side }: InputWorld): Promise<void> {
  const ship = { shipToAddressId: side.reseller.addressId };
  side.pending = await place(rivals.shop, ship, side.limited.token);
}

async function renewDraft(world: InputWorld): Promise<void> {
  const { rivals, side } = world;
  const ship = { shipToAddressId: side.reseller.addressId };
  world.draftId = (await saveDraft(rivals.shop, ship, side.buyer.token)).id;
}
