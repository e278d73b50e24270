import type { INestApplicationContext } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/index.js';
import type { DemoSignIn } from './fill-demo.js';

const SKU = 'XBS12-8-256';

const ADDRESS = `
SELECT a.address_id AS "addressId"
FROM identity.user_account u
JOIN identity.membership m ON m.user_id = u.id
JOIN reseller.address_v a ON a.reseller_id = m.reseller_id AND a.country_code = 'DE' AND a.state = 'ACTIVE'
WHERE u.email_key = lower($1)
ORDER BY a.address_id LIMIT 1`;

/**
 * A line for a shell that signs the buyer in and places an order, a new one each time it is pasted. Null where the
 * demo is not as it was seeded.
 */
export async function demoOrderLine(
  app: INestApplicationContext,
  buyer: DemoSignIn,
  url: string,
): Promise<string | null> {
  const [row] = await app
    .get(UnitOfWork, { strict: false })
    .runSystem('demo order line', (tx) => tx.query<{ addressId: string }>(ADDRESS, [buyer.email]));
  if (!row) return null;
  const { email, password } = buyer;
  const signIn = {
    query: 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    variables: { input: { email, password } },
  };
  const order = {
    query:
      'mutation ($input: OrderSubmitInput!) { orderSubmit(input: $input) { order { number state total { amount currencyCode } } userErrors { code message } } }',
    variables: {
      input: {
        idempotencyKey: 'DEMO-NOW',
        marketCode: 'DE',
        purchaseOrderNumber: 'DEMO-NOW',
        shipToAddressId: row.addressId,
        lines: [{ sku: SKU, quantity: 12 }],
      },
    },
  };
  return (
    `TOKEN=$(${curl(url, signIn)} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/') && ` +
    `${curl(url, order, 'Authorization: Bearer $TOKEN')}; echo`
  );
}

function curl(url: string, body: object, header?: string): string {
  const json = JSON.stringify(body).replaceAll('NOW', `'$(date +%s)'`);
  const auth = header === undefined ? '' : ` -H "${header}"`;
  return `curl -s ${url}/graphql -H 'Content-Type: application/json'${auth} -d '${json}'`;
}
