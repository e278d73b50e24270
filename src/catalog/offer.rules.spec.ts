import { describe, expect, it } from '@jest/globals';
import { ListingStage, obstaclesOf, type OfferFacts } from './offer.rules.js';

const onSale: OfferFacts = {
  stage: 'ON_SALE',
  orderableFrom: null,
  pausedReason: null,
  certificateState: 'VALID',
  certifiedUntil: null,
};

describe('obstaclesOf', () => {
  it.each(Object.values(ListingStage))('knows the stage %s', (stage) => {
    const orderable = ['PREORDER', 'ON_SALE', 'LAST_TIME_BUY'].includes(stage);
    const codes = obstaclesOf({ ...onSale, stage, orderableFrom: '2027-01-01' }, true).map(
      (obstacle) => obstacle.code,
    );
    expect(codes).toEqual(orderable ? [] : ['LISTING_NOT_ORDERABLE']);
  });

  it('says from when a planned listing can be ordered', () => {
    expect(obstaclesOf({ ...onSale, stage: 'PLANNED', orderableFrom: '2027-01-01' }, true)).toEqual(
      [{ code: 'LISTING_NOT_ORDERABLE', message: 'It can be ordered from 2027-01-01 on.' }],
    );
  });

  it('gives the reason of a pause', () => {
    expect(obstaclesOf({ ...onSale, pausedReason: 'New firmware is on its way.' }, true)).toEqual([
      { code: 'LISTING_NOT_ORDERABLE', message: 'It is paused: New firmware is on its way.' },
    ]);
  });

  it.each([
    ['MISSING', null, 'CERTIFICATE_MISSING', 'A certificate that the market asks for is missing.'],
    [
      'EXPIRED',
      '2026-05-01',
      'CERTIFICATE_EXPIRED',
      'A certificate that the market asks for ended on 2026-05-01.',
    ],
  ] as const)('tells a %s certificate', (certificateState, certifiedUntil, code, message) => {
    expect(obstaclesOf({ ...onSale, certificateState, certifiedUntil }, true)).toEqual([
      { code, message },
    ]);
  });

  it('lists everything at once', () => {
    const worst: OfferFacts = {
      stage: 'END_OF_SALE',
      orderableFrom: null,
      pausedReason: 'Recall.',
      certificateState: 'MISSING',
      certifiedUntil: null,
    };
    expect(obstaclesOf(worst, false).map((obstacle) => obstacle.code)).toEqual([
      'MARKET_NOT_OPEN',
      'LISTING_NOT_ORDERABLE',
      'LISTING_NOT_ORDERABLE',
      'CERTIFICATE_MISSING',
    ]);
  });
});
