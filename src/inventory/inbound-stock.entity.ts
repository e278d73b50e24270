import { Column, Entity, PrimaryColumn } from 'typeorm';

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

  @Column('integer')
  version: number;
}
