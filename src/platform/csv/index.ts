export { BYTE_ORDER_MARK, csvText } from './csv-text.js';
export { readCell, writtenCell } from './formula-cell.rules.js';
