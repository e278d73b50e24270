import { Injectable, type OnModuleInit } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import { PeopleService } from '../identity/index.js';
import type { Tx } from '../platform/database/index.js';
import { LetterRegistry, queueLetter } from '../platform/letter/index.js';
import { AgreementService, type Agreement, type MarketAgreement } from '../reseller/index.js';
import { AGREEMENT_ASKED } from './agreement-asked.letter.js';
import { ApplicationAgreementRepository } from './agreement.repository.js';
import { askedVersions } from './agreement.rules.js';
import type { ApplicationAgreement } from './agreement.type.js';
import { ApplicationMoves, type ApplicationMoved } from './application-moves.js';
import { DAYS_TO_EXPIRE } from './application.machine.js';
import type { ApplicationRow } from './application.row.js';

/** What of an application says which agreements it needs. */
export type AgreeingApplication = Pick<ApplicationRow, 'id' | 'marketCodes' | 'resellerId'>;

/** Which agreements an application needs, and what is accepted of them: its own acceptances, and its reseller's. */
@Injectable()
export class ApplicationAgreements implements OnModuleInit {
  constructor(
    private readonly moves: ApplicationMoves,
    private readonly agreements: AgreementService,
    private readonly acceptances: ApplicationAgreementRepository,
    private readonly people: PeopleService,
    private readonly letters: LetterRegistry,
  ) {}

  onModuleInit(): void {
    this.letters.register(AGREEMENT_ASKED);
    this.moves.onMove(async (ctx, tx, moved) => {
      const { application, operation } = moved;
      if (operation === 'APPROVE' && application.resellerId !== null) {
        const accepted = await this.acceptances.acceptancesOf(tx, [application.id]);
        await this.agreements.accept(ctx, tx, application.resellerId, accepted);
      }
      if (operation === 'PASS_CHECKS') {
        const asked = (await this.of(tx, [application])).get(application.id) ?? [];
        if (asked.every(({ accepted }) => accepted)) {
          await this.moves.move(ctx, tx, application, { operation: 'ACCEPT_AGREEMENT' });
        } else await this.write(tx, moved, asked);
      }
    });
  }

  /** By application, each region's current version of the markets that it names. */
  async of(
    tx: Tx,
    applications: readonly AgreeingApplication[],
    locale: string | null = null,
  ): Promise<Map<string, ApplicationAgreement[]>> {
    const codes = [...new Set(applications.flatMap(({ marketCodes }) => marketCodes))];
    const resellerIds = applications.flatMap(({ resellerId }) => resellerId ?? []);
    const current = await this.agreements.currentFor(tx, codes);
    const own = await this.acceptances.acceptancesOf(
      tx,
      applications.map(({ id }) => id),
    );
    const inherited =
      resellerIds.length === 0 ? [] : await this.agreements.acceptedBy(tx, resellerIds);
    const ids = [
      ...current.map(({ id }) => id),
      ...[...own, ...inherited].map(({ agreementId }) => agreementId),
    ];
    const versions = await this.agreements.versions(tx, [...new Set(ids)], locale);
    return new Map(
      applications.map((application) => {
        const accepted = [
          ...own.filter(({ applicationId }) => applicationId === application.id),
          ...inherited.filter(({ resellerId }) => resellerId === application.resellerId),
        ].map((acceptance) => ({ ...acceptance, ...versionOf(versions, acceptance.agreementId) }));
        const asked = askedVersions(regionsOf(current, application.marketCodes), accepted);
        return [
          application.id,
          asked.map(({ current: { id }, acceptance }) => ({
            agreement: versionOf(versions, id),
            accepted: acceptance !== null,
            acceptedAt: acceptance?.acceptedAt ?? null,
          })),
        ];
      }),
    );
  }

  /** Asks the applicant to accept. Nobody is written to whose account is closed. */
  private async write(
    tx: Tx,
    { application }: ApplicationMoved,
    asked: readonly ApplicationAgreement[],
  ): Promise<void> {
    const contact = await this.people.contact(tx, application.applicantUserId);
    if (!contact) return;
    const { email: to, locale, name } = contact;
    const { number, legalName } = application;
    const open = asked.filter(({ accepted }) => !accepted);
    const titles = await this.agreements.versions(
      tx,
      open.map(({ agreement }) => agreement.id),
      locale,
    );
    await queueLetter(tx, AGREEMENT_ASKED, {
      to,
      locale,
      params: {
        name,
        number,
        company: legalName ?? '',
        titles: [...titles.values()].map(({ title }) => title),
        days: DAYS_TO_EXPIRE.PENDING_AGREEMENT ?? 0,
      },
    });
  }
}

/** One entry per region, however many of the markets are in it. */
function regionsOf(
  current: readonly MarketAgreement[],
  marketCodes: readonly string[],
): MarketAgreement[] {
  const wanted = current.filter(({ marketCode }) => marketCodes.includes(marketCode));
  return [...new Map(wanted.map((version) => [version.id, version])).values()];
}

function versionOf(versions: ReadonlyMap<string, Agreement>, id: string): Agreement {
  const version = versions.get(id);
  assert(version, 'versions of agreements are never deleted');
  return version;
}
