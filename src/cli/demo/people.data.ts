import type { CurrencyCode } from '../../kernel/currency.js';
import type { DemoDay } from './demo-day.js';
import type { DemoRegionCode } from './markets.data.js';

export type DemoStaffRole =
  'CATALOG_MANAGER' | 'CHANNEL_MANAGER' | 'ORDER_DESK' | 'ANALYST' | 'ADMIN';

export type DemoResellerRole = 'BUYER' | 'APPROVER' | 'RESELLER_ADMIN';

export interface DemoLimit {
  currencyCode: CurrencyCode;
  perOrder: string;
  perMonth: string;
}

/** A sign-in of the demo. The passwords are no secrets: they exist in demo data alone. */
export type DemoPerson = {
  email: string;
  name: string;
  password: string;
} & (
  | { role: DemoResellerRole; reseller: string; limits: readonly DemoLimit[] }
  | { role: DemoStaffRole; regions: readonly DemoRegionCode[] }
  /** The note says how far the application is. */
  | { role: 'APPLICANT'; note: string }
);

const NO_LIMITS: readonly DemoLimit[] = [];

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    role: 'BUYER',
    reseller: 'ELBUFER',
    email: 'buyer@elbufer.example',
    name: 'Berta Buyer',
    password: 'demo-orders-twelve-laptops',
    limits: [{ currencyCode: 'EUR', perOrder: '50000.00', perMonth: '1000000.00' }],
  },
  {
    role: 'APPROVER',
    reseller: 'ELBUFER',
    email: 'approver@elbufer.example',
    name: 'Arno Approver',
    password: 'demo-nods-once-a-day',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'ELBUFER',
    email: 'admin@elbufer.example',
    name: 'Rita Reseller',
    password: 'demo-reseller-keeps-keys',
    limits: NO_LIMITS,
  },
  {
    role: 'CATALOG_MANAGER',
    email: 'catalog@maker.example',
    name: 'Carla Catalog',
    password: 'demo-lists-every-device',
    regions: [],
  },
  {
    role: 'CHANNEL_MANAGER',
    email: 'channel@maker.example',
    name: 'Chen Channel',
    password: 'demo-finds-good-partners',
    regions: ['EMEA'],
  },
  {
    role: 'ORDER_DESK',
    email: 'desk@maker.example',
    name: 'Dora Desk',
    password: 'demo-moves-every-order',
    regions: [],
  },
  {
    role: 'ANALYST',
    email: 'analyst@maker.example',
    name: 'Anil Analyst',
    password: 'demo-counts-every-sale',
    regions: [],
  },
  {
    role: 'ADMIN',
    email: 'admin@maker.example',
    name: 'Ada Admin',
    password: 'demo-opens-all-doors',
    regions: [],
  },
  {
    role: 'APPLICANT',
    email: 'applicant@morgenrot.example',
    name: 'Mira Morgenrot',
    password: 'demo-morgenrot-fills-a-form',
    note: 'Writes an application',
  },
  {
    role: 'BUYER',
    reseller: 'NORDWIND',
    email: 'buyer@nordwind.example',
    name: 'Nils Nordwind',
    password: 'demo-distributor-ships-north',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'NORDWIND',
    email: 'admin@nordwind.example',
    name: 'Nora Nordwind',
    password: 'demo-distributor-signs-deals',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'RHEINBLICK',
    email: 'admin@rheinblick.example',
    name: 'Ralf Rheinblick',
    password: 'demo-indirect-sells-on',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'LUMIERE',
    email: 'admin@lumiere.example',
    name: 'Lucie Lumière',
    password: 'demo-lumiere-sells-on',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'HARBOUR',
    email: 'admin@harbour.example',
    name: 'Harry Harbour',
    password: 'demo-harbour-is-suspended',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'NAJD',
    email: 'admin@najd.example',
    name: 'Nadia Najd',
    password: 'demo-najd-serves-riyadh',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'KAVERI',
    email: 'admin@kaveri.example',
    name: 'Kiran Kaveri',
    password: 'demo-kaveri-serves-india',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'KIRIN',
    email: 'admin@kirin.example',
    name: 'Kenji Kirin',
    password: 'demo-kirin-serves-tokyo',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'LOTUS',
    email: 'admin@lotus.example',
    name: 'Lin Lotus',
    password: 'demo-lotus-must-accept',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'SIERRA',
    email: 'admin@sierra.example',
    name: 'Sara Sierra',
    password: 'demo-sierra-is-due-soon',
    limits: NO_LIMITS,
  },
  {
    role: 'RESELLER_ADMIN',
    reseller: 'HEIDEKRAUT',
    email: 'admin@heidekraut.example',
    name: 'Hedda Heidekraut',
    password: 'demo-heidekraut-asks-first',
    limits: NO_LIMITS,
  },
  {
    role: 'APPLICANT',
    email: 'applicant@alpenblick.example',
    name: 'Alois Alpenblick',
    password: 'demo-alpenblick-is-waiting',
    note: 'Waits to be looked at',
  },
  {
    role: 'APPLICANT',
    email: 'applicant@papillon.example',
    name: 'Pauline Papillon',
    password: 'demo-papillon-is-being-vetted',
    note: 'Is being vetted',
  },
  {
    role: 'APPLICANT',
    email: 'applicant@wiesengrund.example',
    name: 'Wanda Wiesengrund',
    password: 'demo-wiesengrund-must-accept',
    note: 'Has to accept the agreement',
  },
  {
    role: 'APPLICANT',
    email: 'applicant@lindenhof.example',
    name: 'Lena Lindenhof',
    password: 'demo-lindenhof-hears-soon',
    note: 'Waits for the decision',
  },
];

/** The order desk: who ships, delivers and records payments in the past of the demo. */
export const DESK_EMAIL = 'desk@maker.example';

/** Who was asked to join a reseller and has not answered. */
export const DEMO_INVITATION: {
  reseller: string;
  invitedBy: string;
  email: string;
  role: DemoResellerRole;
  createdOn: DemoDay;
  /** How many days an invitation can be accepted. */
  days: number;
  limit: DemoLimit;
} = {
  reseller: 'ELBUFER',
  invitedBy: 'admin@elbufer.example',
  email: 'trainee@elbufer.example',
  role: 'BUYER',
  createdOn: -2,
  days: 14,
  limit: { currencyCode: 'EUR', perOrder: '5000.00', perMonth: '20000.00' },
};
