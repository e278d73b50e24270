import { randomUUID } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { RetryLink } from '@apollo/client/link/retry';

const {
  PORTAL_URL = 'http://localhost:4000',
  PORTAL_EMAIL = 'buyer@elbufer.example',
  PORTAL_PASSWORD = 'demo-orders-twelve-laptops',
  PORTAL_API_KEY,
  PORTAL_ADDRESS_ID,
} = process.env;

let token = PORTAL_API_KEY;

const authorization = new SetContextLink(({ headers }) => ({
  headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
}));

/**
 * Sends again what got no answer. For an order that is safe, because it carries its idempotency key: however often it
 * arrives, it is one order.
 */
const retry = new RetryLink({ delay: { initial: 300 }, attempts: { max: 5 } });

const client = new ApolloClient({
  link: ApolloLink.from([authorization, retry, new HttpLink({ uri: `${PORTAL_URL}/graphql` })]),
  cache: new InMemoryCache(),
  // Prices and stock are asked for anew each time.
  defaultOptions: { query: { fetchPolicy: 'no-cache' }, mutate: { fetchPolicy: 'no-cache' } },
});

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
  return (await client.mutate({ mutation, variables: { input } })).data.orderSubmit;
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
  const { signIn } = (await client.mutate({ mutation, variables: { input } })).data;
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
  const { products } = (await client.query({ query, variables: { market: 'DE' } })).data;
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
  const { priceAndAvailability } = (await client.query({ query, variables: { input } })).data;
  const [line] = priceAndAvailability.lines;
  const { amount, currencyCode } = line.price.unitPrice;
  console.log(`${quantity} for ${amount} ${currencyCode} each, ${line.available} in stock`);
  // Apollo Client adds __typename to what it reads; the portal takes only what its input types name.
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
  const { viewer } = (await client.query({ query })).data;
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
