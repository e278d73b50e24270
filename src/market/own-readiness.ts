import type { ReadinessCheck } from './readiness-check.port.js';

/** An order needs a rate to be taxed by, and a region to be booked in. */
export const ownChecks: readonly ReadinessCheck[] = [
  {
    code: 'TAX_RATE',
    isBlocking: true,
    judge: (_tx, { taxRate }) =>
      Promise.resolve(
        taxRate === null
          ? { isGreen: false, message: 'No tax rate holds today: schedule one.' }
          : { isGreen: true, message: `A tax rate of ${taxRate} % holds today.` },
      ),
  },
  {
    code: 'REGION',
    isBlocking: true,
    judge: (_tx, { regionId }) =>
      Promise.resolve(
        regionId === null
          ? { isGreen: false, message: 'It belongs to no region today: schedule a membership.' }
          : { isGreen: true, message: 'It belongs to a region today.' },
      ),
  },
];
