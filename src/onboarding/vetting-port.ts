import { Injectable } from '@nestjs/common';
import type { VettingCheckKind } from './application.enum.js';
import type { ApplicationRow } from './application.row.js';
import type { ScreeningHits } from './screen-names.js';
import type { VettingFinding } from './vetting-finding.rules.js';

/** What a machine judges by. */
export interface VettingFacts {
  application: ApplicationRow;
  applicant: { email: string; name: string; emailVerified: boolean };
}

export interface PortFinding extends VettingFinding {
  /** Listed names for the reviewer, where the check looks for such. */
  hits?: ScreeningHits;
}

/**
 * What a machine can find out for one kind of check. It may ask others outside, so it runs outside of any transaction;
 * when it throws it is tried again later.
 */
export interface VettingPort {
  readonly kind: VettingCheckKind;
  judge(facts: VettingFacts, signal: AbortSignal | undefined): Promise<PortFinding>;
}

/** Why a port could not find anything out, in words that reviewers may read. What else is thrown, they do not. */
export class VettingPortError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VettingPortError';
  }
}

/** Which checks a machine does. A kind without a port is for reviewers. */
@Injectable()
export class VettingPorts {
  private readonly ports = new Map<VettingCheckKind, VettingPort>();

  /** The last one of a kind counts: an installation that asks a register of companies brings its own. */
  register(port: VettingPort): void {
    this.ports.set(port.kind, port);
  }

  of(kind: VettingCheckKind): VettingPort | undefined {
    return this.ports.get(kind);
  }

  kinds(): VettingCheckKind[] {
    return [...this.ports.keys()];
  }
}
