export {
  API_ERROR_STATUS,
  ApiError,
  isApiErrorCode,
  type ApiErrorCode,
  type ApiErrorOptions,
} from './api.error.js';
