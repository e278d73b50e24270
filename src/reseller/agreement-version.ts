/** The current version of a region: the newest that is required now, or the newest of all where none is. */
export interface CurrentAgreement {
  regionCode: string;
  id: string;
  number: number;
}

export interface MarketAgreement extends CurrentAgreement {
  marketCode: string;
}

/** An acceptance with its evidence. */
export interface NewAcceptance {
  agreementId: string;
  locale: string;
  acceptedBy: string;
  acceptedAt: Date;
  ip: string | null;
  userAgent: string | null;
}

export interface AcceptedVersion {
  resellerId: string;
  agreementId: string;
  locale: string;
  acceptedAt: Date;
}
