import { describe, expect, it } from '@jest/globals';
import { auditSightOf } from './audit-sight.rules.js';

describe('auditSightOf', () => {
  it('shows administrators everything, also with regions and other roles', () => {
    expect(auditSightOf(['ORDER_DESK', 'ADMIN'], ['emea'])).toEqual({
      entities: null,
      regionIds: null,
    });
  });

  it('joins what several roles look after, each entity once', () => {
    const { entities } = auditSightOf(['CHANNEL_MANAGER', 'ORDER_DESK'], []);
    expect(entities).toEqual(expect.arrayContaining(['ORDER', 'RESELLER', 'CREDIT_ACCOUNT']));
    expect(new Set(entities).size).toBe(entities?.length);
  });

  it('shows nobody but administrators people and how they sign in', () => {
    const { entities } = auditSightOf(
      ['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ORDER_DESK', 'ANALYST'],
      [],
    );
    for (const entity of ['USER', 'SESSION', 'API_KEY']) expect(entities).not.toContain(entity);
  });

  it('keeps to the regions of the person; none named means all', () => {
    expect(auditSightOf(['ORDER_DESK'], ['emea']).regionIds).toEqual(['emea']);
    expect(auditSightOf(['ORDER_DESK'], []).regionIds).toBeNull();
    expect(auditSightOf(['ANALYST'], [])).toEqual({ entities: [], regionIds: null });
  });
});
