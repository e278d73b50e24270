import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Money, type CurrencyCode } from '../kernel/index.js';
import type { PaymentTerms } from './reseller.enum.js';

@Entity({ schema: 'reseller', name: 'credit_account' })
export class CreditAccountEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'reseller_id' })
  resellerId: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: CurrencyCode;

  @Column('bigint', { name: 'limit_minor' })
  limitMinor: string;

  @Column('bigint', { name: 'exposure_minor' })
  exposureMinor: string;

  @Column('text')
  terms: PaymentTerms;

  @Column('int')
  version: number;

  get limit(): Money {
    return Money.ofMinor(this.limitMinor, this.currencyCode);
  }

  get exposure(): Money {
    return Money.ofMinor(this.exposureMinor, this.currencyCode);
  }

  /** Negative when the limit was lowered below the exposure. */
  get available(): Money {
    return this.limit.minus(this.exposure);
  }
}
