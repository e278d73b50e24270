import { describe, expect, it } from '@jest/globals';
import { addDays, isDay } from './day.js';

describe('isDay', () => {
  it.each(['2026-03-01', '2024-02-29', '0000-01-01', '9999-12-31'])('knows %s', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-01',
    '2026-3-1',
    '2026-03-01T00:00',
    '',
  ])('does not know %j', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe('addDays', () => {
  it('goes over months, leap days and changes of clocks', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2026-12-31', 60)).toBe('2027-03-01');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  });
});
