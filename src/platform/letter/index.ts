export { ComposeLetter, type WrittenLetter } from './compose-letter.js';
export {
  defineLetter,
  type LetterContent,
  type LetterKind,
  type LetterLinks,
} from './letter-kind.js';
export { LETTER_LOCALES, type LetterLocale } from './letter-locale.rules.js';
export { LetterRegistry } from './letter.registry.js';
export { LetterSender } from './letter-sender.js';
export { PlatformLetterModule } from './platform-letter.module.js';
export { PublicAddress } from './public-address.js';
export { queueLetter, type LetterToQueue } from './queue-letter.js';
export { countText, countryText, dayText, momentText, moneyText } from './letter-format.rules.js';
