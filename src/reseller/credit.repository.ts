import { Injectable } from '@nestjs/common';
import { In, type SelectQueryBuilder } from 'typeorm';
import { assert, Money, newId, type PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import { CreditAccountEntity } from './credit.entity.js';
import type { PaymentTerms } from './reseller.enum.js';
import { within } from './reseller.repository.js';
import type { ResellerSight } from './reseller.sight.js';

/** What staff change of an account. */
export interface AccountEdit {
  limit: Money;
  terms: PaymentTerms;
}

export interface PaymentToRecord {
  resellerId: string;
  amount: Money;
  reference: string;
  receivedOn: string;
  recordedBy: string | null;
}

export interface PaymentRow {
  id: string;
  accountId: string;
  amount: Money;
  reference: string;
  receivedOn: string;
  recordedAt: Date;
}

export interface RecordedPayment {
  paymentId: string;
  accountId: string;
  exposureBefore: Money;
  exposure: Money;
}

@Injectable()
export class CreditRepository {
  /** By reseller and currency; one row more than the page has, which tells whether there is another. */
  page(
    tx: Tx,
    sight: ResellerSight,
    resellerId: string | null,
    plan: PagePlan,
  ): Promise<CreditAccountEntity[]> {
    const forward = plan.direction === 'forward';
    const query = this.matching(tx, sight, resellerId)
      .orderBy('a.resellerId', forward ? 'ASC' : 'DESC')
      .addOrderBy('a.currencyCode', forward ? 'ASC' : 'DESC')
      .limit(plan.fetch);
    if (plan.cursor) {
      const [cursorReseller, cursorCurrency] = plan.cursor;
      const comparisonSql = forward ? '>' : '<';
      query.andWhere(
        `(a.resellerId, a.currencyCode) ${comparisonSql} (CAST(:cursorReseller AS uuid), :cursorCurrency)`,
        { cursorReseller, cursorCurrency },
      );
    }
    return query.getMany();
  }

  count(tx: Tx, sight: ResellerSight, resellerId: string | null): Promise<number> {
    return this.matching(tx, sight, resellerId).getCount();
  }

  require(tx: Tx, id: string): Promise<CreditAccountEntity> {
    return tx.manager.findOneByOrFail(CreditAccountEntity, { id });
  }

  accountsOf(tx: Tx, resellerIds: readonly string[]): Promise<CreditAccountEntity[]> {
    return tx.manager.find(CreditAccountEntity, {
      where: { resellerId: In([...resellerIds]) },
      order: { currencyCode: 'ASC' },
    });
  }

  /** The newest payments of each account, at most `limit` per account. */
  async paymentsOf(tx: Tx, accountIds: readonly string[], limit: number): Promise<PaymentRow[]> {
    const rows = await tx.query<Omit<PaymentRow, 'amount'> & { minor: string; currency: string }>(
      `SELECT p.id, a.id AS "accountId", p.amount_minor::text AS minor, a.currency_code AS currency, p.reference,
         p.received_on::text AS "receivedOn", p.recorded_at AS "recordedAt"
       FROM reseller.credit_account a
       CROSS JOIN LATERAL (
         SELECT * FROM reseller.credit_payment p WHERE p.account_id = a.id
         ORDER BY p.recorded_at DESC, p.id DESC LIMIT $2) p
       WHERE a.id = ANY($1::uuid[])
       ORDER BY p.recorded_at DESC, p.id DESC`,
      [accountIds, limit],
    );
    return rows.map(({ minor, currency, ...row }) => ({
      ...row,
      amount: Money.ofMinor(minor, currency),
    }));
  }

  /** The day that it is already in the earliest time zone: no payment was received later than that. */
  async latestDay(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ day: string }>(
      `SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date::text AS day`,
    );
    assert(row, 'a SELECT without FROM has a row');
    return row.day;
  }

  /** Undefined when the reseller has no account in the currency. */
  async recordPayment(tx: Tx, payment: PaymentToRecord): Promise<RecordedPayment | undefined> {
    const paymentId = newId();
    const { resellerId, amount, reference, receivedOn, recordedBy } = payment;
    const { currencyCode } = amount;
    const [row] = await tx.query<{ accountId: string; before: string; after: string }>(
      `SELECT account_id AS "accountId", exposure_before_minor::text AS before, exposure_minor::text AS after
       FROM reseller.record_payment($1, $2, $3, $4, $5, $6, $7)`,
      [paymentId, resellerId, currencyCode, amount.minor, reference, receivedOn, recordedBy],
    );
    return (
      row && {
        paymentId,
        accountId: row.accountId,
        exposureBefore: Money.ofMinor(row.before, currencyCode),
        exposure: Money.ofMinor(row.after, currencyCode),
      }
    );
  }

  /** Undefined when somebody else changed limit or terms since the version was read. */
  async edit(
    tx: Tx,
    { id, version }: Pick<CreditAccountEntity, 'id' | 'version'>,
    { limit, terms }: AccountEdit,
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE reseller.credit_account SET limit_minor = $3, terms = $4, version = version + 1
       WHERE id = $1 AND version = $2 AND currency_code = $5 RETURNING version`,
      [id, version, limit.minor, terms, limit.currencyCode],
    );
    return row?.version;
  }

  private matching(
    tx: Tx,
    sight: ResellerSight,
    resellerId: string | null,
  ): SelectQueryBuilder<CreditAccountEntity> {
    const query = within(
      tx.manager.createQueryBuilder(CreditAccountEntity, 'a'),
      sight,
      'a.resellerId',
    );
    return resellerId === null
      ? query
      : query.andWhere('a.resellerId = :resellerId', { resellerId });
  }
}
