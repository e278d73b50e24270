import type { TaxIdVerdict } from './tax-id.port.js';
import { passed, undecided, type VettingFinding } from './vetting-finding.rules.js';

export interface TaxIdFacts {
  countryCode: string;
  verdict: TaxIdVerdict;
}

/** The number is right by the rules of its country; whether it is the company's is another check. */
export function judgeTaxId({ countryCode, verdict }: TaxIdFacts): VettingFinding {
  if (!verdict.isValid) {
    return undecided(
      `The number breaks the rules for tax ids of ${countryCode}: ask for evidence.`,
    );
  }
  return verdict.isChecked
    ? passed(`The number is right by the rules for tax ids of ${countryCode}.`)
    : undecided(`No rules for tax ids of ${countryCode} are known: look the number up.`);
}

export interface PartnerIdFacts {
  partnerLocationId: string | null;
  /** Whether a live reseller has the same one already; which one, the duplicates tell whom it may. */
  isTaken: boolean;
}

/** Microsoft's partner location ids are 4 to 12 digits, and one location is one reseller. */
export function judgePartnerLocation(facts: PartnerIdFacts): VettingFinding {
  const { partnerLocationId, isTaken } = facts;
  if (partnerLocationId === null) {
    return undecided('No partner location id was given: ask for it, or waive the check.');
  }
  if (!/^[0-9]{4,12}$/.test(partnerLocationId)) {
    return undecided(`${partnerLocationId} does not look like one: it has 4 to 12 digits.`);
  }
  return isTaken
    ? undecided('Another reseller has the same one: see the duplicates.')
    : passed('It has the shape of a partner location id, and no reseller has the same one.');
}
