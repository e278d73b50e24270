/**
 * Which module may import which: an arrow always points down, and what is not listed is an error.
 * The PostgreSQL schema of the module `order` is called `orders`, since ORDER is a word of SQL.
 */
const moduleArrows = {
  exchange: [
    'fulfilment',
    'order',
    'storefront',
    'inventory',
    'pricing',
    'catalog',
    'market',
    'reseller',
  ],
  fulfilment: ['order', 'sales', 'inventory', 'reseller', 'catalog', 'market'],
  order: ['pricing', 'inventory', 'reseller', 'catalog', 'market', 'identity', 'sales'],
  storefront: ['pricing', 'inventory', 'reseller', 'catalog', 'market', 'identity'],
  onboarding: ['reseller', 'market', 'identity'],
  event: ['reseller', 'identity'],
  pricing: ['catalog', 'reseller', 'market'],
  inventory: ['catalog', 'market'],
  reseller: ['market', 'identity'],
  catalog: ['market'],
  sales: [],
  market: [],
  identity: [],
};

const modules = Object.keys(moduleArrows);

/** The modules that `name` may not import. */
function forbiddenTargets(name) {
  return modules.filter((other) => other !== name && !moduleArrows[name].includes(other));
}

module.exports = { moduleArrows, modules, forbiddenTargets };
