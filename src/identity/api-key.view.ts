import type { ApiKeyRow } from './api-key.repository.js';
import { ApiKeyState, type ApiKey } from './api-key.type.js';

export function viewOfKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: `cpp_live_${row.publicId}`,
    scopes: row.scopes,
    state: stateOf(row),
    createdBy: { id: row.createdById, name: row.createdByName, email: row.createdByEmail },
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
    lastUsedAt: row.lastUsedAt,
  };
}

function stateOf(row: ApiKeyRow): ApiKeyState {
  if (row.revokedAt !== null) return ApiKeyState.REVOKED;
  return row.expired ? ApiKeyState.EXPIRED : ApiKeyState.ACTIVE;
}
