import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../config/index.js';
import { AzureStorage } from './azure.storage.js';
import { FolderStorage } from './folder.storage.js';
import { OBJECT_STORAGE, type ObjectStorage } from './object-storage.port.js';

function openStorage({ storage, dataDir }: Config): ObjectStorage {
  return storage.kind === 'azure'
    ? new AzureStorage(storage)
    : new FolderStorage(join(dataDir, 'files'));
}

/** Files, in the one storage that the configuration names. */
@Global()
@Module({
  providers: [{ provide: OBJECT_STORAGE, inject: [CONFIG], useFactory: openStorage }],
  exports: [OBJECT_STORAGE],
})
export class PlatformStorageModule {}
