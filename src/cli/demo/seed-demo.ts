import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import { seedCatalog } from './catalog.seed.js';
import { seedBuyerMonths, seedPayments } from './credit.seed.js';
import { DemoSeed } from './demo-seed.js';
import { seedExchangeRates } from './exchange-rate.seed.js';
import { seedStock } from './inventory.seed.js';
import { seedMarkets } from './market.seed.js';
import { numberedPastOrders, seedPastOrders } from './order.seed.js';
import { seedApplications } from './onboarding.seed.js';
import { DEMO_PEOPLE } from './people.data.js';
import { seedInvitation, seedMemberships, seedPeople } from './people.seed.js';
import { seedPrices } from './pricing.seed.js';
import { seedAgreements, seedResellers } from './reseller.seed.js';
import { DEMO_RESELLERS } from './resellers.data.js';

/** One of the demo's sign-ins, as it is printed at the start and written to DATA_DIR/demo.json. */
export interface DemoSignIn {
  role: string;
  email: string;
  password: string;
  /** The legal name of the reseller; null for the maker's own staff and for applicants. */
  reseller: string | null;
  /** What there is to know of the person; null where role and reseller say it all. */
  note: string | null;
}

export interface SeedOutcome {
  /** True only for the call that wrote the demo. */
  seeded: boolean;
  /** Empty where the database holds a channel that is not the demo's. */
  users: DemoSignIn[];
}

export interface SeedOptions {
  production: boolean;
  dataDir: string;
  hashPassword: (password: string) => Promise<string>;
}

interface SystemWork {
  runSystem<T>(
    reason: string,
    work: (tx: Tx) => Promise<T>,
    options?: { keyed?: boolean },
  ): Promise<T>;
}

// Any two processes must agree on it; it means nothing else.
const SEED_LOCK = 952_201_802;

/**
 * Fills an empty channel with the demo, once: whoever comes second finds it there and changes nothing. It is one
 * transaction, so that a seed that was killed leaves nothing behind and the next start seeds anew.
 */
export async function seedDemo(unit: SystemWork, options: SeedOptions): Promise<SeedOutcome> {
  refuseInProduction(options.production);
  const found = await unit.runSystem('look for demo data', contentOf);
  const outcome =
    found === 'EMPTY' ? await writeDemo(unit, options) : { seeded: false, holds: found };
  const users = outcome.holds === 'DEMO' ? demoSignIns() : [];
  if (users.length > 0) writeDemoFile(options.dataDir, users);
  return { seeded: outcome.seeded, users };
}

/** Everybody can read the demo's passwords. */
export function refuseInProduction(production: boolean): void {
  if (production) {
    throw new ConfigError([
      'NODE_ENV: demo data has known passwords, so it is refused in production.',
    ]);
  }
}

type Content = 'EMPTY' | 'DEMO' | 'OTHER';

async function writeDemo(
  unit: SystemWork,
  { hashPassword }: SeedOptions,
): Promise<{ seeded: boolean; holds: Content }> {
  // Hashing is slow on purpose: all at once, and before the transaction is opened.
  const hashes = await Promise.all(DEMO_PEOPLE.map(({ password }) => hashPassword(password)));
  return unit.runSystem(
    'seed the demo channel',
    async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
      const holds = await contentOf(tx);
      if (holds !== 'EMPTY') return { seeded: false, holds };
      await fill(new DemoSeed(tx, tx.now), hashes);
      return { seeded: true, holds: 'DEMO' };
    },
    // Repeating it after a lost answer finds the channel filled.
    { keyed: true },
  );
}

async function fill(seed: DemoSeed, hashes: readonly string[]): Promise<void> {
  const orders = await numberedPastOrders(seed);
  await seedMarkets(seed);
  await seedPeople(seed, hashes);
  await seedCatalog(seed);
  await seedResellers(seed, orders);
  await seedMemberships(seed);
  await seedInvitation(seed);
  await seedAgreements(seed);
  await seedApplications(seed);
  await seedPrices(seed);
  await seedStock(seed, orders);
  await seedPastOrders(seed, orders);
  await seedExchangeRates(seed);
  await seedPayments(seed, orders);
  await seedBuyerMonths(seed, orders);
  await seed.query('SELECT market.raise_revision(NULL)');
}

/** A channel with a market in it is not ours to fill; it is the demo when the first demo user is there. */
async function contentOf(tx: Tx): Promise<Content> {
  const [row] = await tx.query<{ filled: boolean; demo: boolean }>(
    `SELECT EXISTS (SELECT FROM market.market) AS filled,
       EXISTS (SELECT FROM identity.user_account WHERE email_key = $1) AS demo`,
    [DEMO_PEOPLE[0]?.email],
  );
  if (row?.filled !== true) return 'EMPTY';
  return row.demo ? 'DEMO' : 'OTHER';
}

/** The sign-ins of the demo, in the order of its data: one per role first. */
export function demoSignIns(): DemoSignIn[] {
  return DEMO_PEOPLE.map((person) => ({
    role: person.role,
    email: person.email,
    password: person.password,
    reseller:
      'reseller' in person
        ? (DEMO_RESELLERS.find(({ key }) => key === person.reseller)?.legalName ?? null)
        : null,
    note: 'note' in person ? person.note : null,
  }));
}

/** Written beside and moved into place, so that nobody ever reads half of it. */
function writeDemoFile(dataDir: string, users: readonly DemoSignIn[]): void {
  const file = join(dataDir, 'demo.json');
  const fresh = `${file}.new`;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fresh, `${JSON.stringify({ users }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}
