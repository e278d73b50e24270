import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { currentRequest, Metrics, SECONDS } from '../observe/index.js';
import { UnitOfWork } from './unit-of-work.js';
import type { FinishedUnit } from './unit-plan.js';

/** Tells metrics and the request's log line what each unit of work came to. */
@Injectable()
export class UnitWatch implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    // The command-line tools have a database and no metrics.
    @Optional() @Inject(Metrics) private readonly metrics?: Metrics,
  ) {}

  onModuleInit(): void {
    this.unitOfWork.observe(noteInLog);
    if (this.metrics) this.unitOfWork.observe(measureIn(this.metrics));
  }
}

function noteInLog(unit: FinishedUnit): void {
  const { kind, outcome, statements, rows, attempts, milliseconds } = unit;
  const record = currentRequest();
  if (record === undefined) return;
  record.statements += statements;
  record.rows += rows;
  const facts = { 'db.system.name': 'postgresql', statements, rows, attempts, outcome };
  record.trace?.unit(`unit of work ${kind}`, milliseconds, facts, outcome === 'failed');
}

function measureIn({ registry }: Metrics): (unit: FinishedUnit) => void {
  const seconds = new Histogram({
    name: 'portal_database_unit_seconds',
    help: 'How long units of work took, with waiting for a connection and trying again.',
    labelNames: ['kind', 'outcome'] as const,
    buckets: [...SECONDS],
    registers: [registry],
  });
  const retries = new Counter({
    name: 'portal_database_retries_total',
    help: 'How often units of work were tried again, after conflicts, deadlocks and broken connections.',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  return ({ kind, outcome, milliseconds, attempts }) => {
    seconds.observe({ kind, outcome }, milliseconds / 1000);
    retries.inc({ kind }, attempts - 1);
  };
}
