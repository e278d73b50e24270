import { Module } from '@nestjs/common';
import { PeopleModule } from '../identity/index.js';
import { MarketModule } from '../market/index.js';
import { AcceptAgreement } from './accept-agreement.js';
import { AgreementNoticeJob } from './agreement-notice.job.js';
import { AgreementNoticeRepository } from './agreement-notice.repository.js';
import { AgreementRepository } from './agreement.repository.js';
import { AgreementResolver } from './agreement.resolver.js';
import { AgreementService } from './agreement.service.js';
import { AddressChanges } from './address-changes.js';
import { AddressRepository } from './address.repository.js';
import { AddressResolver } from './address.resolver.js';
import { ArchiveAddress } from './archive-address.js';
import { CreateAddress } from './create-address.js';
import { ChangeRelationship } from './change-relationship.js';
import { CreditChangeResolver } from './credit-change.resolver.js';
import { CreditRepository } from './credit.repository.js';
import { CreditResolver } from './credit.resolver.js';
import { CreditService } from './credit.service.js';
import { DemandReauthorizations } from './demand-reauthorizations.js';
import { EditCreditAccount } from './edit-credit-account.js';
import { EditReseller } from './edit-reseller.js';
import { MarketPeriods } from './market-periods.js';
import { MoveReseller } from './move-reseller.js';
import { OpenCreditAccount } from './open-credit-account.js';
import { PeriodRepository } from './period.repository.js';
import { PeriodResolver } from './period.resolver.js';
import { PublishAgreement } from './publish-agreement.js';
import { ReauthorizationJob } from './reauthorization.job.js';
import { RecordCreditPayment } from './record-credit-payment.js';
import { RelationshipRepository } from './relationship.repository.js';
import { ResellerChanges } from './reseller-changes.js';
import { ResellerEndRepository } from './reseller-end.repository.js';
import { ResellerLetters } from './reseller-letters.js';
import { ResellerLifecycleResolver } from './reseller-lifecycle.resolver.js';
import { RelationshipResolver } from './relationship.resolver.js';
import { RelationshipService } from './relationship.service.js';
import { RequestRelationship } from './request-relationship.js';
import { ResellerLoader } from './reseller.loader.js';
import { ResellerMoveRepository } from './reseller-move.repository.js';
import { ResellerMover } from './reseller-mover.js';
import { ResellerReadinessRepository } from './reseller-readiness.repository.js';
import { ResellerReadiness } from './reseller-readiness.js';
import { ResellerRepository } from './reseller.repository.js';
import { ResellerResolver } from './reseller.resolver.js';
import { ResellerService } from './reseller.service.js';
import { ResellerWriteRepository } from './reseller-write.repository.js';
import { ResellerWriter } from './reseller-writer.js';
import { TellOfAgreements } from './tell-of-agreements.js';
import { UpdateAddress } from './update-address.js';
import { TerminateReseller } from './terminate-reseller.js';
import { ViewerResellerResolver } from './viewer-reseller.resolver.js';

@Module({
  imports: [MarketModule, PeopleModule],
  providers: [
    ResellerRepository,
    AgreementRepository,
    AgreementService,
    PublishAgreement,
    AcceptAgreement,
    AgreementResolver,
    AgreementNoticeRepository,
    TellOfAgreements,
    AgreementNoticeJob,
    RelationshipRepository,
    RelationshipService,
    RequestRelationship,
    ChangeRelationship,
    RelationshipResolver,
    CreditRepository,
    ResellerService,
    CreditService,
    ResellerLoader,
    RecordCreditPayment,
    ResellerResolver,
    ViewerResellerResolver,
    CreditResolver,
    CreditChangeResolver,
    AddressRepository,
    AddressChanges,
    CreateAddress,
    UpdateAddress,
    ArchiveAddress,
    AddressResolver,
    ResellerReadinessRepository,
    ResellerReadiness,
    ResellerMoveRepository,
    ResellerMover,
    ResellerLetters,
    ResellerWriteRepository,
    ResellerWriter,
    ResellerChanges,
    MoveReseller,
    EditReseller,
    TerminateReseller,
    ResellerEndRepository,
    ResellerLifecycleResolver,
    PeriodRepository,
    MarketPeriods,
    PeriodResolver,
    OpenCreditAccount,
    EditCreditAccount,
    DemandReauthorizations,
    ReauthorizationJob,
  ],
  exports: [AgreementService, ResellerWriter],
})
export class ResellerModule {}
