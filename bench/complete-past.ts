import { withFillers } from './sales-content.js';
import { query, type Database } from './sales-data.js';

const ORDERS_PER_SECOND = 15_000;
/** Its presence says that nothing is missing. */
const MARK = 'bench_past';

/**
 * What orders of the past leave behind besides the sales events of fillSales: who may read their lines, credit, audit
 * records with their outbox events, and the movements by which stock came in. With it no invariant is broken, so that
 * after orders were taken every breach is one of theirs. It is added once.
 */
export async function completePast(
  { adminUrl, orders }: Database,
  report: (line: string) => void,
): Promise<void> {
  const there = `SELECT FROM pg_namespace WHERE nspname = '${MARK}'`;
  if ((await query(adminUrl, there)).length > 0) return;
  const minutes = Math.ceil(orders / ORDERS_PER_SECOND / 60);
  const gigabytes = ((orders * 1100) / 1e9).toFixed(1);
  report(`What ${orders} orders have left behind: about ${minutes} min, ${gigabytes} GB.`);
  await withFillers(adminUrl, 1, async (client) => {
    await client.query('BEGIN');
    for (const [what, statement] of Object.entries(STEPS)) {
      const { rowCount } = await client.query(statement);
      report(`${what}: ${rowCount ?? 0} rows`);
    }
    await client.query(`CREATE SCHEMA ${MARK}`);
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
  });
}

const STEPS = {
  credit: `UPDATE orders.sales_order SET exposure_minor = current_total_minor
    WHERE confirmed_at IS NOT NULL AND exposure_minor <> current_total_minor`,
  readers: `UPDATE orders.order_line l SET party_ids = array_remove(ARRAY[o.sold_to_id, o.partner_of_record_id], NULL)
    FROM orders.sales_order o WHERE o.id = l.order_id AND l.party_ids = '{}'`,
  'credit accounts': `INSERT INTO reseller.credit_account (id, reseller_id, currency_code, limit_minor, exposure_minor, terms)
    SELECT gen_random_uuid(), bill_to_id, currency_code, 1000000000000000, sum(exposure_minor), 'NET_30'
    FROM orders.sales_order WHERE confirmed_at IS NOT NULL GROUP BY bill_to_id, currency_code
    ON CONFLICT (reseller_id, currency_code) DO UPDATE SET exposure_minor = EXCLUDED.exposure_minor`,
  'audit records': `INSERT INTO platform.audit_record (id, at, actor_kind, actor_label, entity, entity_id, operation, to_state,
      entity_version, party_ids)
    SELECT gen_random_uuid(), o.submitted_at, 'SYSTEM', 'bench', 'ORDER', o.id, 'SUBMIT', o.state, o.version,
      array_remove(ARRAY[o.sold_to_id, o.partner_of_record_id], NULL)
    FROM orders.sales_order o`,
  'outbox events': `INSERT INTO platform.outbox (at, type, entity, entity_id, audit_id, party_ids, payload, dispatched_at)
    SELECT a.at, 'order.confirmed', 'ORDER', a.entity_id, a.id, a.party_ids, jsonb_build_object('orderId', a.entity_id), a.at
    FROM platform.audit_record a WHERE a.entity = 'ORDER'`,
  'stock movements': `INSERT INTO inventory.stock_movement (id, variant_id, location_id, kind, quantity)
    SELECT gen_random_uuid(), l.variant_id, l.location_id, 'OPENING', l.on_hand
    FROM inventory.stock_level l WHERE l.on_hand > 0`,
};
