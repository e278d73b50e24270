export { CrewLink } from './crew-link.js';
export type { Beginning } from './crew-message.js';
export { Crew } from './crew.js';
