import { Money } from '../kernel/index.js';
import type { InvitationRow } from './invitation.repository.js';
import type { Invitation } from './invitation.type.js';

export function viewOfInvitation(row: InvitationRow): Invitation {
  const { invitedById, invitedByName, invitedByEmail, limits, ...others } = row;
  return {
    ...others,
    invitedBy: { id: invitedById, name: invitedByName, email: invitedByEmail },
    limits: limits.map(({ currencyCode, perOrderMinor, perMonthMinor }) => ({
      currencyCode: Money.ofMinor(0n, currencyCode).currencyCode,
      perOrder: perOrderMinor === null ? null : Money.ofMinor(perOrderMinor, currencyCode),
      perMonth: perMonthMinor === null ? null : Money.ofMinor(perMonthMinor, currencyCode),
    })),
  };
}
