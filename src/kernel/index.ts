export * from './assert.js';
export * from './currency.js';
export * from './id.js';
export * from './input-check.js';
export * from './money.js';
export * from './page.js';
export * from './problem.js';
export * from './state-machine.js';
