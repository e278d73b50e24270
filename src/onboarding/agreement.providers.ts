import { AcceptApplicationAgreement } from './accept-application-agreement.js';
import { ApplicationAgreementLoader } from './agreement.loader.js';
import { ApplicationAgreementRepository } from './agreement.repository.js';
import { ApplicationAgreementResolver } from './agreement.resolver.js';
import { ApplicationAgreements } from './application-agreements.js';

/** The agreements that applicants accept. */
export const AGREEMENTS = [
  ApplicationAgreementRepository,
  ApplicationAgreements,
  AcceptApplicationAgreement,
  ApplicationAgreementLoader,
  ApplicationAgreementResolver,
];
