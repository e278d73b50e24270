export { answerDeadline } from './answer-deadline.js';
export { HttpAdapter } from './http-adapter.js';
export { arriving } from './arriving-body.js';
export { attachment, sendStream } from './attachment.js';
export { bodyDeadline, extendBodyDeadline } from './body-deadline.js';
export type { DeclaredRoute } from './declared-routes.js';
export { PlatformHttpModule } from './platform-http.module.js';
