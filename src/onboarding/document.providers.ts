import { CleanDocuments } from './clean-documents.js';
import { DeleteDocument } from './delete-document.js';
import { DocumentFieldResolver } from './document-field.resolver.js';
import { DocumentLinks } from './document-links.js';
import { DocumentJob } from './document.job.js';
import { DocumentLoader } from './document.loader.js';
import { DocumentRepository } from './document.repository.js';
import { DocumentResolver } from './document.resolver.js';
import { ReceiveDocument } from './receive-document.js';
import { RunningUploads } from './running-uploads.js';

/** What applicants send as evidence. */
export const DOCUMENTS = [
  DocumentRepository,
  DocumentLinks,
  DocumentLoader,
  RunningUploads,
  ReceiveDocument,
  DeleteDocument,
  CleanDocuments,
  DocumentJob,
  DocumentResolver,
  DocumentFieldResolver,
];
