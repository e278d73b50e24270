import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import { ownChecks } from './own-readiness.js';
import {
  ReadinessCode,
  type MarketUnderReview,
  type ReadinessCheck,
  type ReadinessVerdict,
} from './readiness-check.port.js';

export type JudgedCheck = Pick<ReadinessCheck, 'code' | 'isBlocking'> & ReadinessVerdict;

const CODES = Object.keys(ReadinessCode);

/** Market's side of the port: asks everybody who has registered. */
@Injectable()
export class MarketReadiness {
  private readonly checks: ReadinessCheck[] = [...ownChecks];

  register(check: ReadinessCheck): void {
    assert(
      !this.checks.some(({ code }) => code === check.code),
      `The readiness check ${check.code} is registered twice.`,
    );
    this.checks.push(check);
    this.checks.sort((a, b) => CODES.indexOf(a.code) - CODES.indexOf(b.code));
  }

  async judge(tx: Tx, market: MarketUnderReview): Promise<JudgedCheck[]> {
    const judged: JudgedCheck[] = [];
    for (const check of this.checks) {
      const { code, isBlocking } = check;
      judged.push({ code, isBlocking, ...(await check.judge(tx, market)) });
    }
    return judged;
  }
}
