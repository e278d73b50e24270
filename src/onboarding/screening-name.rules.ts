/**
 * What does not come apart into a letter and a mark, and the letters of Greek and Cyrillic: in the Latin letters in which
 * other lists write them. Two ways to do so differ by a slip or two at most.
 */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'ß ss æ ae œ oe ø o đ d ð d þ th ł l ı i',
    'а a б b в v г g ґ g д d ђ d е e є e ж zh з z и i і i ј j к k л l љ lj м m н n њ nj о o п p р r с s т t ћ c',
    'у u ф f х kh ц ts ч ch џ dz ш sh щ shch ы y э e ю yu я ya',
    'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o',
  ].flatMap((line) =>
    [...line.matchAll(/(\S+) (\S+)/gu)].map(
      ([, letter = '', latin = '']) => [letter, latin] as const,
    ),
  ),
);

/** The hard and the soft sign are heard in no Latin letter. */
const SIGNS = /[ъь]/gu;

/** Accents, and the vowel signs of Hebrew and Arabic. The marks of kana make other letters, and stay. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/gu;

/** Legal forms, as words of a name: they tell companies apart far less than lists and applicants mix them up. */
const LEGAL_FORMS = new Set(
  [
    'ab ag as asa aps bv bvba cia co company corp corporation doo eood fze fzco fzllc gk gmbh inc incorporated',
    'jsc kft kg kgaa kk limited llc llp ltd ltda mbh nv oao og ohg oo ojsc ooo oy oyj pao pjsc plc pt pte pty',
    'pvt private public sa sab sae sal sapi sarl sas sdn bhd se sl slu snc spa sp zoo sro srl tbk ug ulc zao',
    'obshchestvo',
  ]
    .join(' ')
    .split(' '),
);

/** Written without a space behind the name. */
const LEGAL_ENDINGS =
  /(?:股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|合同会社|주식회사)/gu;

/** Raised when the same name gets another key than before. */
export const SCREENING_KEYS = 2;

/** The longest name that is compared; what lies behind tells nothing more. */
const NAME_MAX = 200;

/**
 * The words by which two ways to write a name are compared: without case, accents, punctuation and legal forms, each
 * once, in the order of the alphabet. A name of nothing but a legal form keeps it.
 */
export function screeningWords(name: string): string[] {
  const plain = [...name.slice(0, NAME_MAX).normalize('NFKD').toLowerCase().replace(SIGNS, '')]
    .map((letter) => LETTERS[letter] ?? letter)
    .join('')
    .replace(MARKS, '')
    .normalize('NFC');
  // Dots and apostrophes stand within a word (S.p.A., O'Hara), everything else between words.
  const spaced = plain.replace(/[.'’`]/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ');
  const words = wordsOf(spaced.replace(LEGAL_ENDINGS, ' '));
  const telling = words.filter((word) => !LEGAL_FORMS.has(word));
  return telling.length > 0 ? telling : words.length > 0 ? words : wordsOf(spaced);
}

/** The words as one text: what is stored, indexed by its trigrams and compared. */
export function screeningKey(name: string): string {
  return screeningWords(name).join(' ');
}

function wordsOf(text: string): string[] {
  return [...new Set(text.split(' ').filter((word) => word !== ''))].sort();
}
