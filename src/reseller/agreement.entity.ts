import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipState } from './relationship.machine.js';

@Entity({ schema: 'reseller', name: 'agreement' })
export class AgreementEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'region_id' })
  regionId: string;

  @Column('int')
  number: number;

  @Column('text')
  locale: string;

  @Column('text')
  title: string;

  @Column('text')
  body: string;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt: Date;

  @Column('timestamptz', { name: 'required_from' })
  requiredFrom: Date;
}

@Entity({ schema: 'reseller', name: 'agreement_acceptance' })
export class AgreementAcceptanceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'agreement_id' })
  agreementId: string;

  @Column('uuid', { name: 'reseller_id' })
  resellerId: string;

  @Column('uuid', { name: 'accepted_by' })
  acceptedBy: string;

  @Column('timestamptz', { name: 'accepted_at' })
  acceptedAt: Date;

  @Column('text', { nullable: true })
  ip: string | null;
}

@Entity({ schema: 'reseller', name: 'partner_relationship' })
export class PartnerRelationshipEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'distributor_id' })
  distributorId: string;

  @Column('uuid', { name: 'indirect_reseller_id' })
  indirectResellerId: string;

  @Column('uuid', { name: 'requested_by_id' })
  requestedById: string;

  @Column('text')
  state: RelationshipState;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column('int')
  version: number;
}
