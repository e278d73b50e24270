import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { MarketModule } from '../market/index.js';
import { registerConstraint } from '../platform/database/index.js';
import { ResellerModule } from '../reseller/index.js';
import { AGREEMENTS } from './agreement.providers.js';
import { AppealApplication } from './appeal-application.js';
import { ApplicationChanges } from './application-changes.js';
import { ApplicationChecksRepository } from './application-checks.repository.js';
import { ApplicationDraftRepository } from './application-draft.repository.js';
import { ApplicationMoves } from './application-moves.js';
import { ApplicationStepResolver } from './application-step.resolver.js';
import { openApplicationExists, resellerApplies } from './application.problems.js';
import { ApplicationRepository } from './application.repository.js';
import { ApplicationResolver } from './application.resolver.js';
import { ApplicationService } from './application.service.js';
import { CreateApplication } from './create-application.js';
import { DocumentController } from './document.controller.js';
import { DOCUMENTS } from './document.providers.js';
import { DuplicateLoader } from './duplicate.loader.js';
import { DuplicateRepository } from './duplicate.repository.js';
import { ExpireApplications } from './expire-applications.js';
import { JudgeApplication } from './judge-application.js';
import { StdnumTaxIds } from './stdnum-tax-ids.js';
import { SubmitApplication } from './submit-application.js';
import { TAX_ID_CHECKER } from './tax-id.port.js';
import { UpdateApplication } from './update-application.js';
import { VETTING } from './vetting.providers.js';
import { WithdrawApplication } from './withdraw-application.js';

registerConstraint('application_applicant_open_key', openApplicationExists());
registerConstraint('application_reseller_open_key', resellerApplies());

const APPLICATIONS = [
  ApplicationRepository,
  ApplicationDraftRepository,
  ApplicationChecksRepository,
  ApplicationMoves,
  ApplicationChanges,
  ApplicationService,
  DuplicateRepository,
  DuplicateLoader,
  JudgeApplication,
  StdnumTaxIds,
  CreateApplication,
  UpdateApplication,
  SubmitApplication,
  WithdrawApplication,
  AppealApplication,
  ExpireApplications,
  ApplicationResolver,
  ApplicationStepResolver,
];

@Module({
  imports: [MarketModule, IdentityModule, ResellerModule],
  controllers: [DocumentController],
  providers: [
    ...APPLICATIONS,
    ...VETTING,
    ...AGREEMENTS,
    ...DOCUMENTS,
    { provide: TAX_ID_CHECKER, useExisting: StdnumTaxIds },
  ],
})
export class OnboardingModule {}
