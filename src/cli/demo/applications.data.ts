import type { DemoDay } from './demo-day.js';

interface DemoCheck {
  kind:
    'EMAIL_OWNERSHIP' | 'EMPLOYMENT' | 'BUSINESS' | 'TAX_ID' | 'PARTNER_LOCATION_ID' | 'SANCTIONS';
  /** What a machine has found; null: a person has to look. */
  passed: string | null;
}

export interface DemoApplication {
  applicant: string;
  state: 'DRAFT' | 'SUBMITTED' | 'IN_VETTING';
  createdOn: DemoDay;
  submittedOn: DemoDay | null;
  /** Who has it, of the channel managers. */
  assignedTo: string | null;
  legalName: string;
  line1: string;
  city: string;
  postalCode: string;
  countryCode: string;
  /** Invented, with check digits that add up. */
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

const PENDING: readonly DemoCheck[] = [
  { kind: 'EMAIL_OWNERSHIP', passed: null },
  { kind: 'EMPLOYMENT', passed: null },
  { kind: 'BUSINESS', passed: null },
  { kind: 'TAX_ID', passed: null },
  { kind: 'PARTNER_LOCATION_ID', passed: null },
  { kind: 'SANCTIONS', passed: null },
];

/** Three companies at the door: one still writes, one waits to be looked at, one is being vetted. */
export const DEMO_APPLICATIONS: readonly DemoApplication[] = [
  {
    applicant: 'applicant@morgenrot.example',
    state: 'DRAFT',
    createdOn: -2,
    submittedOn: null,
    assignedTo: null,
    legalName: 'Morgenrot Demo Systemhaus GmbH',
    line1: 'Beispielallee 12',
    city: 'Leipzig',
    postalCode: '04109',
    countryCode: 'DE',
    taxId: 'DE999000009',
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
    assignedTo: null,
    legalName: 'Alpenblick Demo Computer GmbH',
    line1: 'Musterweg 7',
    city: 'München',
    postalCode: '80331',
    countryCode: 'DE',
    taxId: 'DE999000017',
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
    checks: PENDING,
  },
  {
    applicant: 'applicant@papillon.example',
    state: 'IN_VETTING',
    createdOn: -15,
    submittedOn: -12,
    assignedTo: 'channel@maker.example',
    legalName: 'Papillon Démonstration Informatique SARL',
    line1: '3 rue de l’Exemple',
    city: 'Nantes',
    postalCode: '44000',
    countryCode: 'FR',
    taxId: 'FR42999000003',
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
    checks: [
      {
        kind: 'EMAIL_OWNERSHIP',
        passed: 'The address was confirmed, and the website has the same domain.',
      },
      { kind: 'EMPLOYMENT', passed: null },
      { kind: 'BUSINESS', passed: null },
      { kind: 'TAX_ID', passed: 'The check digits are right.' },
      { kind: 'PARTNER_LOCATION_ID', passed: 'The id has the right shape.' },
      { kind: 'SANCTIONS', passed: null },
    ],
  },
];
