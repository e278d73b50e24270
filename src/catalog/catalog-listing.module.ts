import { Module } from '@nestjs/common';
import { MarketModule } from '../market/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { CertificateEdit } from './certificate-edit.js';
import { CertificateExpiryRepository } from './certificate-expiry.repository.js';
import { CertificateRepository } from './certificate.repository.js';
import { CertificateResolver } from './certificate.resolver.js';
import { CertificateService } from './certificate.service.js';
import { CreateCertificate } from './create-certificate.js';
import { CreateListing } from './create-listing.js';
import { DeleteCertificate } from './delete-certificate.js';
import { DeleteListing } from './delete-listing.js';
import { KeepTechnologyAvailability } from './keep-technology-availability.js';
import { KeepTechnology } from './keep-technology.js';
import { ListingBlockers } from './listing-blockers.js';
import { ListingBulk } from './listing-bulk.js';
import { ListingBulkRepository } from './listing-bulk.repository.js';
import { ListingChangeResolver } from './listing-change.resolver.js';
import { ListingEdit } from './listing-edit.js';
import { ListingLoader } from './listing.loader.js';
import { ListingRepository } from './listing.repository.js';
import { ListingResolver } from './listing.resolver.js';
import { ListingService } from './listing.service.js';
import { PauseListing } from './pause-listing.js';
import { SetRequiredCertificates } from './set-required-certificates.js';
import { TechnologyRepository } from './technology.repository.js';
import { TechnologyResolver } from './technology.resolver.js';
import { TechnologyService } from './technology.service.js';
import { UpdateCertificate } from './update-certificate.js';
import { UpdateListing } from './update-listing.js';

/** Where, when and under which conditions products are offered. */
@Module({
  imports: [MarketModule],
  providers: [
    CatalogRevisionRepository,
    ListingRepository,
    ListingService,
    ListingBlockers,
    ListingBulkRepository,
    ListingBulk,
    ListingLoader,
    ListingEdit,
    CreateListing,
    UpdateListing,
    PauseListing,
    DeleteListing,
    ListingResolver,
    ListingChangeResolver,
    CertificateRepository,
    CertificateExpiryRepository,
    CertificateService,
    CertificateEdit,
    CreateCertificate,
    UpdateCertificate,
    DeleteCertificate,
    SetRequiredCertificates,
    CertificateResolver,
    TechnologyRepository,
    TechnologyService,
    KeepTechnology,
    KeepTechnologyAvailability,
    TechnologyResolver,
  ],
  exports: [ListingBulk],
})
export class CatalogListingModule {}
