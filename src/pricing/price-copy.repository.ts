import { Injectable } from '@nestjs/common';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import type { Conversion } from './price-copy.rules.js';

registerConstraint('price_entry_unit_price_check', {
  code: 'INVALID_VALUE',
  message: 'A price would be above 10^12 of the smallest units of its currency.',
  path: ['input', 'factor'],
  facts: { rule: 'RANGE' },
});

@Injectable()
export class PriceCopyRepository {
  /** Writes the prices of one list, converted, into another that has none, and gives their number. */
  async copy(tx: Tx, fromId: string, toId: string, conversion: Conversion): Promise<number> {
    const { fromMinor, rate, factor, step, inverse, ending, toMinor } = conversion;
    const [row] = await tx.query<{ count: number }>(COPY, [
      fromId,
      toId,
      fromMinor,
      rate,
      factor,
      step,
      inverse,
      ending,
      toMinor,
    ]);
    return row?.count ?? 0;
  }
}

/**
 * All in numeric, and multiplied only, so that nothing is lost on the way; round() goes half away from zero. What is too
 * much for the column becomes what the constraint of the table refuses.
 */
const COPY = `
  WITH copied AS (
    INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
    SELECT $2, e.variant_id, e.minimum_quantity,
      CASE WHEN e.unit_price_minor = 0 THEN 0 ELSE least(greatest(
        round((e.unit_price_minor * $3::numeric * $4::numeric * $5::numeric - $8::numeric) * $7::numeric) * $6::numeric
          + $8::numeric,
        CASE WHEN $8::numeric > 0 THEN $8::numeric ELSE $6::numeric END
      ) * $9::numeric, 1000000000001)::bigint END
    FROM pricing.price_entry e WHERE e.price_list_id = $1
    RETURNING 1
  )
  SELECT count(*)::integer AS count FROM copied`;
