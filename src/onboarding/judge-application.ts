import { Inject, Injectable } from '@nestjs/common';
import { shortened, type Problem } from '../kernel/index.js';
import { COUNTRY_CODES } from '../market/index.js';
import { PeopleService } from '../identity/index.js';
import type { Tx } from '../platform/database/index.js';
import { missingProblems } from './application-completeness.rules.js';
import { ApplicationDraftRepository } from './application-draft.repository.js';
import { closingMarket, noSuchMarket, unverifiedEmail } from './application.problems.js';
import type { ApplicationContent, ApplicationRow } from './application.row.js';
import {
  MARKETS_MAX,
  readContent,
  type ApplicationInput,
  type ContentJudges,
} from './application.rules.js';
import { TAX_ID_CHECKER, type TaxIdChecker } from './tax-id.port.js';

const MARKET_CODE = /^[A-Z]{2}$/;
const TAKES_RESELLERS: readonly string[] = ['OPEN', 'PAUSED'];

/** Whether what an applicant wrote is right, and whether it is enough. */
@Injectable()
export class JudgeApplication {
  constructor(
    private readonly drafts: ApplicationDraftRepository,
    private readonly people: PeopleService,
    @Inject(TAX_ID_CHECKER) private readonly taxIds: TaxIdChecker,
  ) {}

  /** The content with the input; what may still be missing is no mistake. */
  async read(
    tx: Tx,
    input: ApplicationInput,
    before: ApplicationContent,
  ): Promise<{ content: ApplicationContent; problems: Problem[] }> {
    const judges: ContentJudges = { countries: COUNTRY_CODES, taxId: await this.taxIds.rules() };
    const { content, problems } = readContent(input, before, judges);
    const given = input.marketCodes?.slice(0, MARKETS_MAX) ?? [];
    const markets = await this.judgeMarkets(tx, given, ['input', 'marketCodes']);
    return { content, problems: [...problems, ...markets] };
  }

  /** Everything that keeps it from being submitted. */
  async judge(tx: Tx, application: ApplicationRow): Promise<Problem[]> {
    const root = ['input', 'applicationId'];
    const contact = await this.people.contact(tx, application.applicantUserId);
    return [
      ...missingProblems(application, root),
      ...(await this.judgeMarkets(tx, application.marketCodes, [...root, 'marketCodes'])),
      ...(contact?.emailVerified === true ? [] : [unverifiedEmail()]),
    ];
  }

  private async judgeMarkets(tx: Tx, codes: readonly string[], path: string[]): Promise<Problem[]> {
    if (codes.length === 0) return [];
    // What cannot be a code, such as a text with NUL, must not reach the database.
    const states = await this.drafts.marketStates(
      tx,
      codes.filter((code) => MARKET_CODE.test(code)),
    );
    return codes.flatMap((code, i) => {
      const state = states.get(code);
      const place = [...path, String(i)];
      if (state === 'WIND_DOWN') return [closingMarket(code, place)];
      const isOpen = state !== undefined && TAKES_RESELLERS.includes(state);
      return isOpen ? [] : [noSuchMarket(shortened(code), place)];
    });
  }
}
