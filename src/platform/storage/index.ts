export {
  OBJECT_STORAGE,
  ObjectTooLargeError,
  type ListedObject,
  type ObjectStorage,
  type StoredObject,
} from './object-storage.port.js';
export { PlatformStorageModule } from './platform-storage.module.js';
