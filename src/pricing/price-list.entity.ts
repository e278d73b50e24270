import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CurrencyCode } from '../kernel/index.js';
import type { PriceAudience } from './price.rules.js';

/** Unit prices of one market for everyone, a tier or one reseller, over a period. */
@Entity({ schema: 'pricing', name: 'price_list' })
export class PriceListEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  code: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'market_code' })
  marketCode: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: CurrencyCode;

  @Column('text')
  audience: PriceAudience;

  @Column('text', { nullable: true })
  tier: string | null;

  @Column('uuid', { name: 'reseller_id', nullable: true })
  resellerId: string | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_until', nullable: true })
  validUntil: Date | null;

  @Column('integer', { default: 0 })
  priority: number;

  @Column('integer', { default: 1 })
  version: number;
}

/** A price break: the unit price of a variant from a quantity on. */
@Entity({ schema: 'pricing', name: 'price_entry' })
export class PriceEntryEntity {
  @PrimaryColumn('uuid', { name: 'price_list_id' })
  priceListId: string;

  @PrimaryColumn('uuid', { name: 'variant_id' })
  variantId: string;

  @PrimaryColumn('integer', { name: 'minimum_quantity' })
  minimumQuantity: number;

  /** Minor units of the list's currency; node-postgres gives a bigint as text. */
  @Column('bigint', { name: 'unit_price_minor' })
  unitPriceMinor: string;
}
