import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, fetchExchange, gql } from 'urql';

const {
  PORTAL_URL = 'http://localhost:4000',
  PORTAL_EMAIL = 'buyer@elbufer.example',
  PORTAL_PASSWORD = 'demo-orders-twelve-laptops',
  PORTAL_API_KEY,
  PORTAL_ADDRESS_ID,
} = process.env;

let token = PORTAL_API_KEY;

/**
 * As it comes, urql sends queries by GET. The portal takes those that carry an Authorization header; only who asks
 * without one sets `preferGetMethod: false`.
 */
const client = new Client({
  url: `${PORTAL_URL}/graphql`,
  exchanges: [fetchExchange],
  fetchOptions: () => ({ headers: token ? { authorization: `Bearer ${token}` } : {} }),
});

/** Gives the data, or throws what the portal or the network had to say. */
async function read(result) {
  const { data, error } = await result;
  if (error) throw error;
  return data;
}

/** Which errors a moment later may not be there: the portal is busy, or nothing came back at all. */
const PASSING = ['UNAVAILABLE', 'RATE_LIMITED', 'CONFLICT', 'INTERNAL'];

function canRetry({ networkError, graphQLErrors = [] }) {
  if (networkError && graphQLErrors.length === 0) return true;
  return graphQLErrors.some(({ extensions }) => PASSING.includes(extensions?.code));
}

/** Sends the same order with the same key until an answer comes: however often it arrives, it is one order. */
async function submit(input) {
  const mutation = gql`
    mutation PlaceOrder($input: OrderSubmitInput!) {
      orderSubmit(input: $input) {
        replayed
        order {
          number
          state
          total {
            amount
            currencyCode
          }
        }
        userErrors {
          code
          message
          path
        }
      }
    }
  `;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await read(client.mutation(mutation, { input }))).orderSubmit;
    } catch (error) {
      if (attempt === 5 || !canRetry(error)) throw error;
      await sleep(200 * 2 ** attempt);
    }
  }
}

/** With an API key there is nothing to do: it goes where the token goes. */
async function authorize() {
  if (PORTAL_API_KEY) return;
  const mutation = gql`
    mutation SignIn($input: SignInInput!) {
      signIn(input: $input) {
        accessToken
        viewer {
          user {
            name
          }
        }
      }
    }
  `;
  const input = { email: PORTAL_EMAIL, password: PORTAL_PASSWORD };
  const { signIn } = await read(client.mutation(mutation, { input }));
  token = signIn.accessToken;
  console.log(`Signed in as ${signIn.viewer.user.name}`);
}

async function findDevice(quantity) {
  const query = gql`
    query FindDevice($market: String!) {
      products(marketCode: $market, filter: { category: TABLET }, first: 20) {
        nodes {
          name
          variants {
            sku
            listing {
              orderable
            }
            availability {
              available
            }
          }
        }
      }
    }
  `;
  const { products } = await read(client.query(query, { market: 'DE' }));
  const found = products.nodes
    .flatMap(({ name, variants }) => variants.map((variant) => ({ name, ...variant })))
    .find(({ listing, availability }) => listing.orderable && availability.available >= quantity);
  console.log(`Found ${found.name}: ${found.sku}`);
  return found.sku;
}

async function askPrice(sku, quantity) {
  const query = gql`
    query Price($input: PriceAndAvailabilityInput!) {
      priceAndAvailability(input: $input) {
        lines {
          available
          price {
            unitPrice {
              amount
              currencyCode
            }
          }
        }
      }
    }
  `;
  const input = { marketCode: 'DE', lines: [{ sku, quantity }] };
  const { priceAndAvailability } = await read(client.query(query, { input }));
  const [line] = priceAndAvailability.lines;
  const { amount, currencyCode } = line.price.unitPrice;
  console.log(`${quantity} for ${amount} ${currencyCode} each, ${line.available} in stock`);
  // urql adds __typename to what it reads; the portal takes only what its input types name.
  return { amount, currencyCode };
}

/** Where to ship to: an API key does not read people and addresses, so its owner names one. */
async function findAddress() {
  if (PORTAL_ADDRESS_ID) return PORTAL_ADDRESS_ID;
  const query = gql`
    query Addresses {
      viewer {
        reseller {
          addresses {
            id
            countryCode
          }
        }
      }
    }
  `;
  const { viewer } = await read(client.query(query, {}));
  return viewer.reseller.addresses.find(({ countryCode }) => countryCode === 'DE').id;
}

await authorize();
const quantity = 12;
const sku = await findDevice(quantity);
const expectedUnitPrice = await askPrice(sku, quantity);
const key = randomUUID();
const order = {
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
console.log(`Order ${number} ${state} ${total.amount} ${total.currencyCode}`);

const again = await submit(order);
console.log(`Sent again: ${again.order.number}, replayed: ${again.replayed}`);
