import { newId } from '../../src/kernel/index.js';
import type { Arguer, InputWorld } from './input-world.js';

/** Inputs that publishing and accepting agreements take. */
export const PARTNER_INPUTS: Record<string, Arguer> = {
  agreementPublish: () => ({
    idempotencyKey: newId(),
    regionCode: 'EMEA',
    // So far ahead that it keeps nobody from ordering.
    requiredFrom: '2099-01-01T00:00:00Z',
    texts: [
      { locale: 'en', title: 'Partner agreement', body: 'You sell, we deliver.' },
      { locale: 'de', title: 'Partnervertrag', body: 'Sie verkaufen, wir liefern.' },
    ],
  }),
  agreementAccept: ({ rivals }) => ({ agreementId: rivals.agreementId, locale: 'en' }),
};

/** After a change: something new for the next one to work on. */
export const PARTNER_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  agreementAccept: async ({ rivals, side }) => {
    await rivals.portal.db.query(
      'DELETE FROM reseller.agreement_acceptance WHERE reseller_id = $1',
      [side.reseller.id],
    );
  },
};
