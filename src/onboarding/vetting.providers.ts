import { ApplicationPeopleLoader } from './application-people.loader.js';
import { ApplicationPeopleResolver } from './application-people.resolver.js';
import { ApplicationQueueRepository } from './application-queue.repository.js';
import { ApplicationQueueService } from './application-queue.service.js';
import { ApproveApplication } from './approve-application.js';
import { ClaimApplication } from './claim-application.js';
import { DecideCheck } from './decide-check.js';
import { DecisionLetters } from './decision-letters.js';
import { LoadScreeningList } from './load-screening-list.js';
import { MachineChecks } from './machine-checks.js';
import { RejectApplication } from './reject-application.js';
import { ReviewApplication } from './review-application.js';
import { RunCheck } from './run-check.js';
import { ScreenNames } from './screen-names.js';
import { ScreeningRepository } from './screening.repository.js';
import { SettleChecks } from './settle-checks.js';
import { VettingJob } from './vetting.job.js';
import { VettingLoader } from './vetting.loader.js';
import { VettingPorts } from './vetting-port.js';
import { VettingRepository } from './vetting.repository.js';
import { VettingResolver } from './vetting.resolver.js';

/** What checks, queues, screens and decides applications. */
export const VETTING = [
  VettingRepository,
  VettingPorts,
  ScreeningRepository,
  ScreenNames,
  LoadScreeningList,
  MachineChecks,
  SettleChecks,
  RunCheck,
  VettingJob,
  VettingLoader,
  ApplicationPeopleLoader,
  ApplicationPeopleResolver,
  ApplicationQueueRepository,
  ApplicationQueueService,
  ReviewApplication,
  ClaimApplication,
  DecideCheck,
  DecisionLetters,
  ApproveApplication,
  RejectApplication,
  VettingResolver,
];
