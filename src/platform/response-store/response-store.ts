import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { assert } from '../../kernel/assert.js';
import {
  ANONYMOUS,
  bearerToken,
  CALLER_LOOKUP,
  may,
  type Caller,
  type CallerLookup,
} from '../access/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { Metrics } from '../observe/index.js';
import type { PageState, PageStates } from './page-states.port.js';
import { SharedCheck } from './shared-check.js';
import { storableOperation, type ExecutedOperation } from './storable-operation.js';
import type { StorableOperation } from './storable-operation.js';
import { labelOf, StoredAnswers, type StoredAnswer } from './stored-answers.js';

/** An answer that is being made and may be kept, with how things stood before that. */
export interface Pending {
  key: string;
  audience: string;
  states: readonly PageState[];
  label: string;
  until: number;
  /** Set when the operation has been executed without an error, for the same audience. */
  approved: boolean;
}

/** What the store says of a request: its answer, that one can be kept, or nothing. */
export type Finding = {
  caller: Caller;
  operation: StorableOperation;
  stored?: StoredAnswer | undefined;
  pending?: Pending;
};

/** Knows which answers may be sent again to whom, and never one that is older than the last commit before the request. */
@Injectable()
export class ResponseStore {
  private readonly wanted: boolean;
  hits = 0;
  misses = 0;
  private readonly answers: StoredAnswers;
  private readonly keys = new WeakMap<IncomingMessage, string>();
  private readonly pending = new WeakMap<IncomingMessage, Pending>();
  private readonly callers: SharedCheck<Caller>;
  private readonly states: SharedCheck<PageState>;
  private pages: PageStates | undefined;

  constructor(
    @Inject(CONFIG) { responseStoreBytes }: Config,
    metrics: Metrics,
    private readonly moduleRef: ModuleRef,
  ) {
    this.wanted = responseStoreBytes > 0;
    this.answers = new StoredAnswers(responseStoreBytes);
    this.callers = new SharedCheck((tokens) => this.lookup().lookupMany(tokens));
    this.states = new SharedCheck((markets) => this.open().read(markets));
    this.measure(metrics);
  }

  /** Whether answers are stored: it is wanted, and somebody tells how pages stand. */
  get enabled(): boolean {
    return this.wanted && this.pages !== undefined;
  }

  /** The module that shows pages says here how they stand. */
  serve(pages: PageStates): void {
    this.pages = pages;
  }

  /** Undefined for an operation that was not seen yet, null for one that is never stored. */
  operationOf(key: string): StorableOperation | null | undefined {
    return this.answers.operationOf(key);
  }

  /** The executed operation will be known by this key. */
  follow(request: IncomingMessage, key: string): void {
    this.keys.set(request, key);
  }

  pendingOf(request: IncomingMessage): Pending | undefined {
    return this.pending.get(request);
  }

  /**
   * What there is for whoever sends the header. Undefined when the usual way must answer: it refuses whom it does not
   * know or what they may not ask, in its own words.
   */
  async find(
    key: string,
    operation: StorableOperation,
    authorization: string | undefined,
  ): Promise<Finding | undefined> {
    const token = bearerToken(authorization);
    if (token === undefined) return undefined;
    const [caller, ...found] = await Promise.all([
      token === null ? ANONYMOUS : this.callers.of(token),
      ...operation.markets.map((market) => this.states.of(market)),
    ]);
    const states = found.filter((state) => state !== undefined);
    if (!caller || states.length < found.length) return undefined;
    if (!operation.permissions.every((any) => may(caller, ...any))) return undefined;
    return this.findFor({ key, operation, caller, states });
  }

  private findFor(asked: {
    key: string;
    operation: StorableOperation;
    caller: Caller;
    states: readonly PageState[];
  }): Finding | undefined {
    const { operation, caller, states } = asked;
    const audience = this.open().audienceOf(caller, states);
    const label = labelOf(operation, states);
    if (audience === null || label === null) return undefined;
    const key = `${asked.key} ${audience}`;
    const now = Math.max(...states.map((state) => state.now));
    const stored = this.answers.find(key, label, now);
    if (stored) {
      this.hits += 1;
      return { caller, operation, stored };
    }
    this.misses += 1;
    const until = Math.min(...states.map((state) => state.until));
    return {
      caller,
      operation,
      pending: { key, audience, states, label, until, approved: false },
    };
  }

  await(request: IncomingMessage, pending: Pending): void {
    this.pending.set(request, pending);
  }

  /** After an operation was executed without an error, for the caller. */
  executed(request: IncomingMessage, operation: () => ExecutedOperation, caller: Caller): void {
    const key = this.keys.get(request);
    const { pages } = this;
    if (key === undefined || !pages) return;
    if (this.answers.operationOf(key) === undefined) {
      this.answers.learn(key, storableOperation(operation(), pages.fields));
    }
    const pending = this.pending.get(request);
    // Whoever changed reseller or tier meanwhile was answered as another audience.
    if (pending) pending.approved = pages.audienceOf(caller, pending.states) === pending.audience;
  }

  keep({ key, label, until, approved }: Pending, answer: Pick<StoredAnswer, 'headers' | 'body'>) {
    if (approved) this.answers.keep(key, { ...answer, label, until });
  }

  private lookup(): CallerLookup {
    return this.moduleRef.get<CallerLookup>(CALLER_LOOKUP, { strict: false });
  }

  /** Until somebody tells how pages stand, nothing is stored. */
  private open(): PageStates {
    assert(this.pages, 'whoever asks the store has asked whether it is open');
    return this.pages;
  }

  private measure(metrics: Metrics): void {
    const name = (rest: string) => `portal_response_store_${rest}`;
    metrics.gauge(name('hits'), 'Requests that were answered from the store.', () => this.hits);
    metrics.gauge(
      name('misses'),
      'Requests whose answer could be stored but was not there, or was out of date.',
      () => this.misses,
    );
    metrics.gauge(
      name('checks'),
      'Statements that asked whether pages have changed.',
      () => this.states.count,
    );
    metrics.gauge(name('bytes'), 'Bytes that the store takes.', () => this.answers.bytes);
    metrics.gauge(name('answers'), 'Answers in the store.', () => this.answers.size);
  }
}
