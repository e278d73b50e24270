import { randomUUID } from 'node:crypto';
import type { MoneyInput, OrderSubmitInput } from './gql/graphql.js';
import { ADDRESSES, FIND_DEVICE, PLACE_ORDER, PRICE, SIGN_IN } from './operations.js';
import { Portal } from './portal.js';

const {
  PORTAL_EMAIL = 'buyer@elbufer.example',
  PORTAL_PASSWORD = 'demo-orders-twelve-laptops',
  PORTAL_API_KEY,
  PORTAL_ADDRESS_ID,
} = process.env;

const portal = new Portal(PORTAL_API_KEY);

/** With an API key there is nothing to do: it goes where the token goes. */
async function authorize(): Promise<void> {
  if (PORTAL_API_KEY !== undefined) return;
  const input = { email: PORTAL_EMAIL, password: PORTAL_PASSWORD };
  const { signIn } = await portal.send(SIGN_IN, { input });
  if (!signIn) throw new Error('Nobody was signed in.');
  portal.authorize(signIn.accessToken);
  console.log(`Signed in as ${signIn.viewer.user.name}`);
}

async function findDevice(quantity: number): Promise<string> {
  const { products } = await portal.send(FIND_DEVICE, { market: 'DE' });
  for (const { name, variants } of products.nodes)
    for (const { sku, listing, availability } of variants)
      if (listing?.orderable && (availability?.available ?? 0) >= quantity) {
        console.log(`Found ${name}: ${sku}`);
        return sku;
      }
  throw new Error('There is no such device.');
}

async function askPrice(sku: string, quantity: number): Promise<MoneyInput> {
  const input = { marketCode: 'DE', lines: [{ sku, quantity }] };
  const { priceAndAvailability } = await portal.send(PRICE, { input });
  const [line] = priceAndAvailability.lines;
  if (!line?.price?.unitPrice) throw new Error(`There is no price for ${sku}.`);
  const { amount, currencyCode } = line.price.unitPrice;
  console.log(`${quantity} for ${amount} ${currencyCode} each, ${line.available} in stock`);
  return { amount, currencyCode };
}

/** Where to ship to: an API key does not read people and addresses, so its owner names one. */
async function findAddress(): Promise<string> {
  if (PORTAL_ADDRESS_ID !== undefined) return PORTAL_ADDRESS_ID;
  const { viewer } = await portal.send(ADDRESSES, {});
  const found = viewer.reseller?.addresses.find(({ countryCode }) => countryCode === 'DE');
  if (!found) throw new Error('There is no address in Germany.');
  return found.id;
}

const submit = async (input: OrderSubmitInput) =>
  (await portal.sendUntilAnswered(PLACE_ORDER, { input })).orderSubmit;

await authorize();
const quantity = 12;
const sku = await findDevice(quantity);
const expectedUnitPrice = await askPrice(sku, quantity);
const key = randomUUID();
const order: OrderSubmitInput = {
  idempotencyKey: key,
  purchaseOrderNumber: `PO-${key.slice(0, 8)}`,
  marketCode: 'DE',
  shipToAddressId: await findAddress(),
  lines: [{ sku, quantity, expectedUnitPrice }],
};

// What is wrong with the input is in userErrors, all of it at once, and then nothing was stored.
const wrong = { ...order, lines: [{ sku: 'NO-SUCH-SKU', quantity: 1 }] };
for (const { code, path, message } of (await submit(wrong)).userErrors)
  console.log(`Refused: ${code} at ${path.join('.')}: ${message}`);

const placed = await submit(order);
if (!placed.order) throw new Error(placed.userErrors.map(({ message }) => message).join(' '));
const { number, state, total } = placed.order;
console.log(`Order ${number} ${state} ${total?.amount} ${total?.currencyCode}`);

const again = await submit(order);
console.log(`Sent again: ${again.order?.number}, replayed: ${again.replayed}`);
