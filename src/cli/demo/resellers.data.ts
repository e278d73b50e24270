import type { DemoDay } from './demo-day.js';
import type { DemoReseller } from './demo-reseller.js';
import { EUROPEAN_RESELLERS } from './resellers-europe.data.js';
import {
  AMERICAN_RESELLERS,
  MIDDLE_EASTERN_AND_ASIAN_RESELLERS,
} from './resellers-overseas.data.js';

export const DEMO_RESELLERS: readonly DemoReseller[] = [
  ...EUROPEAN_RESELLERS,
  ...MIDDLE_EASTERN_AND_ASIAN_RESELLERS,
  ...AMERICAN_RESELLERS,
];

export const DEMO_RELATIONSHIPS: readonly {
  distributor: string;
  indirectReseller: string;
  requestedBy: string;
  state: 'ACTIVE' | 'REQUESTED' | 'ENDED';
  requestedOn: DemoDay;
  activatedOn?: DemoDay;
  endedOn?: DemoDay;
}[] = [
  {
    distributor: 'NORDWIND',
    indirectReseller: 'RHEINBLICK',
    requestedBy: 'RHEINBLICK',
    state: 'ACTIVE',
    requestedOn: -500,
    activatedOn: -498,
  },
  {
    distributor: 'NORDWIND',
    indirectReseller: 'LUMIERE',
    requestedBy: 'NORDWIND',
    state: 'ACTIVE',
    requestedOn: -420,
    activatedOn: -419,
  },
  {
    distributor: 'NORDWIND',
    indirectReseller: 'HEIDEKRAUT',
    requestedBy: 'HEIDEKRAUT',
    state: 'REQUESTED',
    requestedOn: -3,
  },
];
