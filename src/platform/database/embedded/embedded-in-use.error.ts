/** A live process owns the cluster of this folder. */
export class EmbeddedInUseError extends Error {
  constructor(folder: string) {
    super(
      `Another server is using the embedded database in ${folder}. ` +
        'Stop it first, or give this one another DATA_DIR.',
    );
    this.name = 'EmbeddedInUseError';
  }
}
