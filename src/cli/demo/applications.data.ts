import type { DemoDay } from './demo-day.js';

export interface DemoCheck {
  kind:
    'EMAIL_OWNERSHIP' | 'EMPLOYMENT' | 'BUSINESS' | 'TAX_ID' | 'PARTNER_LOCATION_ID' | 'SANCTIONS';
  /** Who says that it is passed, and why; null while somebody has to look. */
  passed: { source: 'MACHINE' | 'REVIEWER'; note: string } | null;
}

export interface DemoApplication {
  applicant: string;
  state: 'DRAFT' | 'SUBMITTED' | 'IN_VETTING' | 'PENDING_AGREEMENT' | 'READY_FOR_DECISION';
  createdOn: DemoDay;
  submittedOn?: DemoDay;
  /** When a channel manager took it up. */
  claimedOn?: DemoDay;
  /** When the last check was passed. */
  checkedOn?: DemoDay;
  /** When the applicant accepted the agreement. */
  acceptedOn?: DemoDay;
  legalName: string;
  line1: string;
  city: string;
  postalCode: string;
  countryCode: string;
  /** Invented, with check digits that add up, in the compact form of the country. */
  taxId: string;
  website: string;
  partnerType: 'DISTRIBUTOR' | 'DIRECT_RESELLER' | 'INDIRECT_RESELLER';
  partnerLocationId: string;
  partnerGlobalId: string;
  /** Euro per year. */
  expectedVolume: string;
  contact: { name: string; role: string; email: string; phone: string };
  markets: readonly string[];
  checks: readonly DemoCheck[];
}

/** The channel manager who takes them up. */
export const DEMO_REVIEWER = 'channel@maker.example';

/** What machines find out by themselves; the rest is for people. */
function checksBy(country: string, domain: string): DemoCheck[] {
  const machine = (note: string) => ({ source: 'MACHINE' as const, note });
  return [
    {
      kind: 'EMAIL_OWNERSHIP',
      passed: machine(`The address was verified, and ${domain} belongs to ${domain}.`),
    },
    { kind: 'EMPLOYMENT', passed: null },
    { kind: 'BUSINESS', passed: null },
    {
      kind: 'TAX_ID',
      passed: machine(`The number is right by the rules for tax ids of ${country}.`),
    },
    {
      kind: 'PARTNER_LOCATION_ID',
      passed: machine(
        'It has the shape of a partner location id, and no reseller has the same one.',
      ),
    },
    { kind: 'SANCTIONS', passed: null },
  ];
}

const REVIEWED: Readonly<Partial<Record<DemoCheck['kind'], string>>> = {
  EMPLOYMENT: 'The applicant was called back by the number on the website.',
  BUSINESS: 'The trade register has the company under this name and address.',
  SANCTIONS: 'Nobody of this name is on a list.',
};

/** Where everything was looked at. */
function allPassed(country: string, domain: string): DemoCheck[] {
  return checksBy(country, domain).map(({ kind, passed }) => ({
    kind,
    passed: passed ?? { source: 'REVIEWER', note: REVIEWED[kind] ?? '' },
  }));
}

/**
 * Companies at the door: one still writes, one waits to be taken up, one is being vetted, one has to accept the agreement,
 * and about one is to be decided.
 */
export const DEMO_APPLICATIONS: readonly DemoApplication[] = [
  {
    applicant: 'applicant@morgenrot.example',
    state: 'DRAFT',
    createdOn: -2,
    legalName: 'Morgenrot Demo Systemhaus GmbH',
    line1: 'Beispielallee 12',
    city: 'Leipzig',
    postalCode: '04109',
    countryCode: 'DE',
    taxId: '999000009',
    website: 'https://morgenrot.example',
    partnerType: 'DIRECT_RESELLER',
    partnerLocationId: '9520901',
    partnerGlobalId: '9520900',
    expectedVolume: '250000.00',
    contact: {
      name: 'Mira Morgenrot',
      role: 'Managing director',
      email: 'applicant@morgenrot.example',
      phone: '+49 341 0000012',
    },
    markets: ['DE'],
    checks: [],
  },
  {
    applicant: 'applicant@alpenblick.example',
    state: 'SUBMITTED',
    createdOn: -9,
    submittedOn: -6,
    legalName: 'Alpenblick Demo Computer GmbH',
    line1: 'Musterweg 7',
    city: 'München',
    postalCode: '80331',
    countryCode: 'DE',
    taxId: '999000017',
    website: 'https://alpenblick.example',
    partnerType: 'INDIRECT_RESELLER',
    partnerLocationId: '9520911',
    partnerGlobalId: '9520910',
    expectedVolume: '80000.00',
    contact: {
      name: 'Alois Alpenblick',
      role: 'Purchasing',
      email: 'applicant@alpenblick.example',
      phone: '+49 89 0000007',
    },
    markets: ['DE'],
    checks: checksBy('DE', 'alpenblick.example'),
  },
  {
    applicant: 'applicant@papillon.example',
    state: 'IN_VETTING',
    createdOn: -15,
    submittedOn: -12,
    claimedOn: -11,
    legalName: 'Papillon Démonstration Informatique SARL',
    line1: '3 rue de l’Exemple',
    city: 'Nantes',
    postalCode: '44000',
    countryCode: 'FR',
    taxId: '42999000003',
    website: 'https://papillon.example',
    partnerType: 'DIRECT_RESELLER',
    partnerLocationId: '9520921',
    partnerGlobalId: '9520920',
    expectedVolume: '410000.00',
    contact: {
      name: 'Pauline Papillon',
      role: 'Owner',
      email: 'applicant@papillon.example',
      phone: '+33 2 00 00 00 03',
    },
    markets: ['FR', 'DE'],
    checks: checksBy('FR', 'papillon.example'),
  },
  {
    applicant: 'applicant@wiesengrund.example',
    state: 'PENDING_AGREEMENT',
    createdOn: -24,
    submittedOn: -22,
    claimedOn: -21,
    checkedOn: -3,
    legalName: 'Wiesengrund Demo Bürotechnik GmbH',
    line1: 'Beispielgasse 5',
    city: 'Graz',
    postalCode: '8010',
    countryCode: 'AT',
    taxId: 'U99900009',
    website: 'https://wiesengrund.example',
    partnerType: 'DIRECT_RESELLER',
    partnerLocationId: '9520931',
    partnerGlobalId: '9520930',
    expectedVolume: '120000.00',
    contact: {
      name: 'Wanda Wiesengrund',
      role: 'Managing director',
      email: 'applicant@wiesengrund.example',
      phone: '+43 316 000005',
    },
    markets: ['DE'],
    checks: allPassed('AT', 'wiesengrund.example'),
  },
  {
    applicant: 'applicant@lindenhof.example',
    state: 'READY_FOR_DECISION',
    createdOn: -30,
    submittedOn: -28,
    claimedOn: -27,
    checkedOn: -8,
    acceptedOn: -2,
    legalName: 'Lindenhof Demo IT-Service GmbH',
    line1: 'Beispielring 21',
    city: 'Kassel',
    postalCode: '34117',
    countryCode: 'DE',
    taxId: '999000025',
    website: 'https://lindenhof.example',
    partnerType: 'DIRECT_RESELLER',
    partnerLocationId: '9520941',
    partnerGlobalId: '9520940',
    expectedVolume: '350000.00',
    contact: {
      name: 'Lena Lindenhof',
      role: 'Head of purchasing',
      email: 'applicant@lindenhof.example',
      phone: '+49 561 0000021',
    },
    markets: ['DE'],
    checks: allPassed('DE', 'lindenhof.example'),
  },
];
