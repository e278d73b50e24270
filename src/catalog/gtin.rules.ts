const GTIN = /^(?:\d{8}|\d{12,14})$/;
const GTIN_BODY = /^(?:\d{7}|\d{11,13})$/;

/** Whether the text is a GTIN of 8, 12, 13 or 14 digits; the same rule as catalog.is_gtin in the database. */
export function isGtin(text: string): boolean {
  return GTIN.test(text) && checkDigitOf(text.slice(0, -1)) === Number(text.at(-1));
}

/** The GTIN that begins with these 7, 11, 12 or 13 digits; undefined when they are no such digits. */
export function gtinOf(body: string): string | undefined {
  return GTIN_BODY.test(body) ? `${body}${checkDigitOf(body)}` : undefined;
}

/** The check digit that these 8, 12, 13 or 14 digits should end with; undefined when they are no such digits. */
export function rightCheckDigit(text: string): number | undefined {
  return GTIN.test(text) ? checkDigitOf(text.slice(0, -1)) : undefined;
}

/** The same for every way of writing a GTIN: with leading zeros or without. */
export function gtinKey(gtin: string): string {
  return gtin.padStart(14, '0');
}

/** GS1: from the right, the digits before the check digit weigh 3, 1, 3 …; the whole comes to a multiple of ten. */
function checkDigitOf(body: string): number {
  let sum = 0;
  for (let place = 1; place <= body.length; place += 1) {
    sum += Number(body.at(-place)) * (place % 2 === 1 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10;
}
