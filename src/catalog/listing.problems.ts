import type { Problem } from '../kernel/index.js';

/** What a change of a listing is refused with. */

export function unknownSku(sku: string): Problem<'UNKNOWN_SKU'> {
  return { code: 'UNKNOWN_SKU', message: `There is no SKU "${sku}".`, path: ['input', 'sku'] };
}

export function unknownMarket(): Problem<'UNKNOWN_MARKET'> {
  return {
    code: 'UNKNOWN_MARKET',
    message:
      'There is no such market among those that you look after. The query "markets" lists them.',
    path: ['input', 'marketCode'],
  };
}

export function wasOrdered(): Problem<'INVALID_VALUE'> {
  return {
    code: 'INVALID_VALUE',
    message:
      'It was ordered in this market, so it cannot be deleted. Pause it, or give it an endOfSaleOn.',
    path: ['input', 'id'],
    facts: { rule: 'IN_USE' },
  };
}
