import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Money, type CurrencyCode } from '../kernel/index.js';

/** An approved price of one reseller for a limited quantity of a variant in a market. */
@Entity({ schema: 'pricing', name: 'special_bid' })
export class SpecialBidEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  number: string;

  @Column('uuid', { name: 'reseller_id' })
  resellerId: string;

  @Column('text', { name: 'market_code' })
  marketCode: string;

  @Column('uuid', { name: 'variant_id' })
  variantId: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: CurrencyCode;

  /** Minor units of the currency; node-postgres gives a bigint as text. */
  @Column('bigint', { name: 'unit_price_minor' })
  unitPriceMinor: string;

  @Column('integer')
  quantity: number;

  @Column('integer', { default: 0 })
  sold: number;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_until', nullable: true })
  validUntil: Date | null;

  @Column('integer', { default: 1 })
  version: number;

  get bidId(): string {
    return this.id;
  }

  get remaining(): number {
    return this.quantity - this.sold;
  }

  get unitPrice(): Money {
    return Money.ofMinor(this.unitPriceMinor, this.currencyCode);
  }
}
