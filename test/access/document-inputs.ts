import { addDocumentRow } from '../support/world/document.world.js';
import { renewIn } from './application-inputs.js';
import type { Arguer, InputWorld } from './input-world.js';

export const DOCUMENT_INPUTS: Record<string, Arguer> = {
  documentDelete: ({ side }) => ({ documentId: side.documentId }),
};

export const DOCUMENT_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  documentDelete: async (world) => {
    await renewIn(world, 'DRAFT');
    const { rivals, side } = world;
    side.documentId = await addDocumentRow(rivals.portal.db, side.applicationId);
  },
};
