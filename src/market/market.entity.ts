import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CurrencyCode } from '../kernel/index.js';
import type { MarketState } from './market.machine.js';
import type { Market, Region } from './market.type.js';

/** A market as it is today, read from the view that knows its calendar; markets are changed through their table. */
@Entity({ schema: 'market', name: 'market_detail_v', synchronize: false })
export class MarketEntity implements Market {
  @PrimaryColumn('text')
  code: string;

  @Column('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: CurrencyCode;

  @Column('text', { name: 'default_locale' })
  defaultLocale: string;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  @Column('text', { name: 'tax_name' })
  taxName: string;

  @Column('text')
  state: MarketState;

  @Column('text', { name: 'paused_reason', nullable: true })
  pausedReason: string | null;

  @Column('int')
  version: number;

  @Column('date')
  today: string;

  @Column('numeric', { name: 'tax_rate', nullable: true })
  taxRate: string | null;

  @Column('uuid', { name: 'region_id', nullable: true })
  regionId: string | null;

  @Column('text', { name: 'region_code', nullable: true })
  regionCode: string | null;

  @Column('text', { name: 'region_name', nullable: true })
  regionName: string | null;

  @Column('int', { name: 'region_version', nullable: true })
  regionVersion: number | null;

  get region(): Region | null {
    const { regionId: id, regionCode: code, regionName: name, regionVersion: version } = this;
    if (id === null || code === null || name === null || version === null) return null;
    return { id, code, name, version };
  }
}
