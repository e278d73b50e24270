import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AddressState, ResellerTier, ResellerType } from './reseller.enum.js';
import type { ResellerState, SuspendableState } from './reseller.machine.js';

@Entity({ schema: 'reseller', name: 'reseller' })
export class ResellerEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'legal_name' })
  legalName: string;

  /** The legal name in lower case, made by the database: the key of the list's order. */
  @Column({ type: 'text', name: 'name_key', insert: false, update: false })
  nameKey: string;

  @Column('text', { name: 'tax_id' })
  taxId: string;

  @Column('text', { name: 'country_code' })
  countryCode: string;

  @Column('text')
  type: ResellerType;

  @Column('text')
  tier: ResellerTier;

  @Column('text')
  state: ResellerState;

  @Column('text', { name: 'state_before_suspension', nullable: true })
  stateBeforeSuspension: SuspendableState | null;

  @Column('date', { name: 'reauthorization_due_on', nullable: true })
  reauthorizationDueOn: string | null;

  @Column('text', { name: 'partner_location_id', nullable: true })
  partnerLocationId: string | null;

  @Column('text', { name: 'partner_global_id', nullable: true })
  partnerGlobalId: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'state_since' })
  stateSince: Date;

  @Column('text', { name: 'state_reason', nullable: true })
  stateReason: string | null;

  @Column('timestamptz', { name: 'authorized_at' })
  authorizedAt: Date;

  @Column('int')
  version: number;
}

@Entity({ schema: 'reseller', name: 'address' })
export class AddressEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'reseller_id' })
  resellerId: string;

  @Column('text')
  label: string;

  @Column('text')
  recipient: string;

  @Column('text')
  line1: string;

  @Column('text', { nullable: true })
  line2: string | null;

  @Column('text')
  city: string;

  @Column('text', { nullable: true })
  region: string | null;

  @Column('text', { name: 'postal_code', nullable: true })
  postalCode: string | null;

  @Column('text', { name: 'country_code' })
  countryCode: string;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text')
  state: AddressState;

  @Column('int')
  version: number;
}

@Entity({ schema: 'reseller', name: 'market_authorization' })
export class MarketAuthorizationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'reseller_id' })
  resellerId: string;

  @Column('text', { name: 'market_code' })
  marketCode: string;

  @Column('date', { name: 'valid_from' })
  validFrom: string;

  @Column('date', { name: 'valid_until', nullable: true })
  validUntil: string | null;
}

@Entity({ schema: 'reseller', name: 'tax_exemption' })
export class TaxExemptionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'reseller_id' })
  resellerId: string;

  @Column('text', { name: 'market_code' })
  marketCode: string;

  @Column('text', { name: 'certificate_number' })
  certificateNumber: string;

  @Column('date', { name: 'valid_from' })
  validFrom: string;

  @Column('date', { name: 'valid_until', nullable: true })
  validUntil: string | null;
}
