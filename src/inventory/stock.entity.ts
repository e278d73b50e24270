import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A place that holds stock. */
@Entity({ schema: 'inventory', name: 'stock_location' })
export class StockLocationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  code: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'country_code' })
  countryCode: string;

  @Column('integer', { default: 1 })
  version: number;
}

/** A market that a location serves; the smallest preference is asked first. */
@Entity({ schema: 'inventory', name: 'location_market' })
export class LocationMarketEntity {
  @PrimaryColumn('uuid', { name: 'location_id' })
  locationId: string;

  @PrimaryColumn('text', { name: 'market_code' })
  marketCode: string;

  @Column('integer')
  preference: number;

  @Column('integer', { name: 'lead_days' })
  leadDays: number;
}

/** What is there of a variant at a location. Written only by the functions of the schema. */
@Entity({ schema: 'inventory', name: 'stock_level' })
export class StockLevelEntity {
  @PrimaryColumn('uuid', { name: 'variant_id' })
  variantId: string;

  @PrimaryColumn('uuid', { name: 'location_id' })
  locationId: string;

  @Column('uuid', { default: () => 'gen_random_uuid()' })
  id: string;

  @Column('integer', { name: 'on_hand', default: 0 })
  onHand: number;

  @Column('integer', { default: 0 })
  allocated: number;
}

/** Stock on its way to a level. */
@Entity({ schema: 'inventory', name: 'inbound_stock' })
export class InboundStockEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'variant_id' })
  variantId: string;

  @Column('uuid', { name: 'location_id' })
  locationId: string;

  @Column('integer')
  quantity: number;

  @Column('date', { name: 'expected_on' })
  expectedOn: string;
}
