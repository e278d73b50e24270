import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { ScreenNames, type ScreenedName } from './screen-names.js';
import { ScreeningRepository } from './screening.repository.js';
import { TAX_ID_CHECKER, type TaxIdChecker } from './tax-id.port.js';
import { judgeMailbox } from './vetting-email.rules.js';
import { passed, undecided } from './vetting-finding.rules.js';
import { judgePartnerLocation, judgeTaxId } from './vetting-number.rules.js';
import { VettingPorts, type PortFinding, type VettingFacts } from './vetting-port.js';
import { VettingRepository } from './vetting.repository.js';

const REASON = 'a machine does a check';

/** The checks that need nobody outside. */
@Injectable()
export class MachineChecks implements OnModuleInit {
  constructor(
    private readonly ports: VettingPorts,
    private readonly unitOfWork: UnitOfWork,
    private readonly vetting: VettingRepository,
    private readonly screening: ScreeningRepository,
    private readonly screenNames: ScreenNames,
    @Inject(TAX_ID_CHECKER) private readonly taxIds: TaxIdChecker,
  ) {}

  onModuleInit(): void {
    this.ports.register({ kind: 'EMAIL_OWNERSHIP', judge: (facts) => this.mailbox(facts) });
    this.ports.register({ kind: 'TAX_ID', judge: (facts) => this.taxId(facts) });
    this.ports.register({ kind: 'PARTNER_LOCATION_ID', judge: (facts) => this.location(facts) });
    this.ports.register({ kind: 'SANCTIONS', judge: (facts) => this.sanctions(facts) });
  }

  private mailbox({ application, applicant }: VettingFacts): Promise<PortFinding> {
    const { email, emailVerified: verified } = applicant;
    return Promise.resolve(judgeMailbox({ email, verified, website: application.website }));
  }

  private async taxId({ application: { countryCode, taxId } }: VettingFacts): Promise<PortFinding> {
    if (countryCode === null || taxId === null) {
      return undecided('There is no tax id, or no country to read it by.');
    }
    const rules = await this.taxIds.rules();
    return judgeTaxId({ countryCode, verdict: rules(countryCode, taxId) });
  }

  private async location({ application }: VettingFacts): Promise<PortFinding> {
    const { partnerLocationId, resellerId } = application;
    const isTaken =
      partnerLocationId !== null &&
      (await this.unitOfWork.runSystem(REASON, (tx) =>
        this.vetting.isTaken(tx, partnerLocationId, resellerId),
      ));
    return judgePartnerLocation({ partnerLocationId, isTaken });
  }

  /** A hit fails nobody: names are shared, and a person looks at both. */
  private sanctions(facts: VettingFacts): Promise<PortFinding> {
    return this.unitOfWork.runSystem(REASON, async (tx) => {
      const list = await this.screening.loaded(tx);
      if (!list) {
        return undecided('No screening list is loaded (SCREENING_LIST_FILE): look the names up.');
      }
      const hits = await this.screenNames.run(tx, screenedNames(facts));
      const of = `the ${list.nameCount} names of ${list.fileName}`;
      const finding =
        hits.length === 0
          ? passed(`No name is like one of ${of}.`)
          : undecided(`${hits.length} of ${of} may be meant: see the hits.`);
      return { ...finding, hits };
    });
  }
}

/** The company, the applicant and the contacts. */
export function screenedNames({ application, applicant }: VettingFacts): ScreenedName[] {
  const { legalName, contacts } = application;
  return [
    ...(legalName === null ? [] : [{ subject: 'LEGAL_NAME' as const, name: legalName }]),
    { subject: 'APPLICANT', name: applicant.name },
    ...contacts.flatMap(({ name }) =>
      name === null || name === applicant.name ? [] : [{ subject: 'CONTACT' as const, name }],
    ),
  ];
}
