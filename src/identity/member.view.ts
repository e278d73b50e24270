import { limitStateOf } from './buyer-limit.view.js';
import type { MemberRow } from './member.repository.js';
import type { Member } from './member.type.js';

export function memberOf(row: MemberRow): Member {
  const { id, userId, name, email, role, state, createdAt, version } = row;
  return {
    id,
    user: { id: userId, name, email },
    role,
    state,
    limits: row.limits.map(limitStateOf),
    createdAt,
    version,
  };
}
