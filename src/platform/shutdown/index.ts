export { HttpDrain } from './http-drain.js';
