/** What is known of a tax id. */
export type TaxIdVerdict =
  | {
      isValid: true;
      /** Without spaces and signs, in the form of its country. */
      compact: string;
      /** False: the country is not known to the checker, only the shape was looked at. */
      isChecked: boolean;
    }
  | { isValid: false; rule: TaxIdRule };

export type TaxIdRule = 'TAX_ID_LENGTH' | 'TAX_ID_FORMAT' | 'TAX_ID_CHECK_DIGIT';

/** Judges tax ids by what can be computed. Whether one was ever given out, only an authority can say. */
export interface TaxIdChecker {
  /** The rules of all countries, which are read when they are asked for the first time. */
  rules(): Promise<TaxIdRules>;
}

/** @param countryCode ISO 3166-1 alpha-2 */
export type TaxIdRules = (countryCode: string, taxId: string) => TaxIdVerdict;

export const TAX_ID_CHECKER = Symbol('TaxIdChecker');
