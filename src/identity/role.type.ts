import { registerEnumType } from '@nestjs/graphql';
import { API_KEY_SCOPES, RESELLER_ROLES, STAFF_ROLES } from '../platform/access/index.js';

const byName = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name]));

export const ResellerRoleEnum = byName(RESELLER_ROLES);
export const StaffRoleEnum = byName(STAFF_ROLES);
export const ApiKeyScopeEnum = byName(API_KEY_SCOPES);

registerEnumType(ResellerRoleEnum, {
  name: 'ResellerRole',
  description: 'What a person may do for the reseller of their membership.',
  valuesMap: {
    BUYER: {
      description: 'Reads prices, availability, orders and credit; submits and cancels orders.',
    },
    APPROVER: { description: 'As a buyer, and approves orders of others above their limits.' },
    RESELLER_ADMIN: {
      description:
        'As an approver, and manages people, API keys, addresses, agreements and relationships.',
    },
  },
});

registerEnumType(StaffRoleEnum, {
  name: 'StaffRole',
  description: "What a member of the maker's own staff does.",
  valuesMap: {
    CATALOG_MANAGER: { description: 'Keeps products, listings, prices, markets and regions.' },
    CHANNEL_MANAGER: {
      description: 'Looks after markets, resellers, agreements and credit limits.',
    },
    ORDER_DESK: { description: 'Works on orders, holds, stock, payments and returns.' },
    ANALYST: { description: 'Reads sales.' },
    ADMIN: { description: 'May do everything that staff may do, and manages staff.' },
  },
});

registerEnumType(ApiKeyScopeEnum, {
  name: 'ApiKeyScope',
  description: 'What an API key may do. A key never approves and never manages people.',
  valuesMap: {
    CATALOG_READ: { description: "Reads the reseller's prices and availability." },
    ORDERS_READ: { description: "Reads the reseller's orders." },
    ORDERS_WRITE: { description: 'Submits and cancels orders, and keeps drafts.' },
    SALES_READ: { description: "Reads the reseller's sales." },
  },
});
