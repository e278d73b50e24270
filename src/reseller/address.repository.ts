import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { AddressContent } from './address.rules.js';
import { AddressEntity } from './reseller.entity.js';

const VALUES = (address: AddressContent): (string | null)[] => [
  address.label,
  address.recipient,
  address.line1,
  address.line2,
  address.city,
  address.region,
  address.postalCode,
  address.countryCode,
  address.phone,
];

@Injectable()
export class AddressRepository {
  /** False when the reseller has so many in use. */
  async insert(
    tx: Tx,
    { id, resellerId, max }: { id: string; resellerId: string; max: number },
    address: AddressContent,
  ): Promise<boolean> {
    // The others who add one must not count before this one is there.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `reseller.address/${resellerId}`,
    ]);
    const rows = await tx.query(
      `INSERT INTO reseller.address (id, reseller_id, label, recipient, line1, line2, city, region, postal_code,
         country_code, phone)
       SELECT $1, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12
       WHERE (SELECT count(*) FROM reseller.address WHERE reseller_id = $2 AND state = 'ACTIVE') < $3
       RETURNING id`,
      [id, resellerId, max, ...VALUES(address)],
    );
    return rows.length === 1;
  }

  find(tx: Tx, resellerId: string, id: string): Promise<AddressEntity | null> {
    return tx.manager.findOne(AddressEntity, { where: { id, resellerId } });
  }

  /** False when it has another version by now. */
  async update(
    tx: Tx,
    { id, version }: Pick<AddressEntity, 'id' | 'version'>,
    address: AddressContent,
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE reseller.address SET label = $3, recipient = $4, line1 = $5, line2 = $6, city = $7, region = $8,
         postal_code = $9, country_code = $10, phone = $11, version = version + 1
       WHERE id = $1 AND version = $2 AND state = 'ACTIVE' RETURNING id`,
      [id, version, ...VALUES(address)],
    );
    return rows.length === 1;
  }

  async archive(tx: Tx, { id, version }: Pick<AddressEntity, 'id' | 'version'>): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE reseller.address SET state = 'ARCHIVED', version = version + 1
       WHERE id = $1 AND version = $2 AND state = 'ACTIVE' RETURNING id`,
      [id, version],
    );
    return rows.length === 1;
  }
}
