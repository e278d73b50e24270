import type { AuditedChange } from '../platform/audit/index.js';
import type { AddressContent } from './address.rules.js';
import type { GrantedMarket, NewCompany, NewCreditAccount } from './reseller-write.repository.js';

// What is told of new things: the record of the trail and, where others care, the event.

export function created(
  id: string,
  { legalName, countryCode, taxId, type, tier }: NewCompany,
): AuditedChange {
  return {
    entity: 'RESELLER',
    entityId: id,
    operation: 'CREATE',
    to: 'ACTIVE',
    version: 1,
    new: { legalName, countryCode, taxId, type, tier },
    partyIds: [id],
    emit: 'reseller.created',
    payload: { resellerId: id, type, tier },
  };
}

export function addressAdded(
  resellerId: string,
  id: string,
  address: AddressContent,
): AuditedChange {
  return {
    entity: 'ADDRESS',
    entityId: id,
    operation: 'CREATE',
    version: 1,
    new: { ...address },
    partyIds: [resellerId],
    parentId: resellerId,
  };
}

export function authorized(
  resellerId: string,
  { id, marketCode, validFrom }: GrantedMarket,
): AuditedChange {
  return {
    entity: 'MARKET_AUTHORIZATION',
    entityId: id,
    operation: 'GRANT',
    new: { marketCode, validFrom, validUntil: null },
    partyIds: [resellerId],
    marketCode,
    parentId: resellerId,
    emit: 'reseller.market_authorized',
    payload: { resellerId, marketCode, validFrom, validUntil: null },
  };
}

export function accountOpened(
  resellerId: string,
  id: string,
  { limit, terms }: NewCreditAccount,
): AuditedChange {
  return {
    entity: 'CREDIT_ACCOUNT',
    entityId: id,
    operation: 'OPEN',
    version: 1,
    new: { limit: limit.toJSON(), terms },
    partyIds: [resellerId],
    parentId: resellerId,
    emit: 'credit.account_opened',
    payload: { resellerId, limit: limit.toJSON(), terms },
  };
}
