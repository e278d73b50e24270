/** Who is calling, in the order of the columns below. */
export const CALLERS = [
  'ANONYMOUS',
  'BUYER',
  'APPROVER',
  'RESELLER_ADMIN',
  'CATALOG_MANAGER',
  'CHANNEL_MANAGER',
  'ORDER_DESK',
  'ANALYST',
  'ADMIN',
  'key CATALOG_READ',
  'key ORDERS_READ',
  'key ORDERS_WRITE',
  'key SALES_READ',
  'no membership',
] as const;

export type CallerName = (typeof CALLERS)[number];

/**
 * Who may use which root field, read off the table of roles in the design and written down once more, so that a slip in
 * the server's own declarations shows. + may, - may not. Whoever adds a field to the schema adds its line here.
 *
 * The order desk reads resellers, because it works on their orders and records their payments. A program with the scope
 * ORDERS_WRITE places and cancels orders; it reads them only with ORDERS_READ as well.
 */
const TABLE = `
                                     people of a reseller  staff                keys of a reseller
                               anon  BUY APPR ADMIN  CAT CHAN DESK ANA ADM  CAT O-R O-W SAL  no-one's
  Query.apiVersion             +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.markets                +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.market                 +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.regions                -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Query.products               +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.product                +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.variant                +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.specDefinitions        +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.technologies           +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Query.viewer                 -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Query.priceAndAvailability   -     +   +    +      -   -    -    -   -    +   -   -   -    -
  Query.specialBids            -     +   +    +      +   -    -    -   +    +   -   -   -    -
  Query.priceLists             -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Query.priceComparison        -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Query.priceList              -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Query.listings               -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Query.certificatesExpiring   -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Query.requiredCertificates   -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Query.order                  -     +   +    +      -   +    +    -   +    -   +   -   -    -
  Query.orders                 -     +   +    +      -   +    +    -   +    -   +   -   -    -
  Query.creditAccounts         -     +   +    +      -   +    +    -   +    -   -   -   -    -
  Query.reseller               -     +   +    +      -   +    +    -   +    -   -   -   -    -
  Query.resellers              -     -   -    -      -   +    +    -   +    -   -   -   -    -
  Query.agreement              -     +   +    +      -   +    +    -   +    -   -   -   -    +
  Query.agreements             -     +   +    +      -   +    +    -   +    -   -   -   -    +
  Query.resellerApplication    -     -   -    +      -   +    -    -   +    -   -   -   -    +
  Query.resellerApplications   -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Query.resellerApplicationCounts -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Query.myResellerApplications -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Query.relationships          -     +   +    +      -   +    +    -   +    -   -   -   -    -
  Query.apiKeys                -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Query.members                -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Query.invitations            -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Query.stockLevels            -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Query.stockLocations         -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Query.catalogHistory         -     -   -    -      +   +    +    -   +    -   -   -   -    -
  Query.import                 -     -   -    -      +   -    +    -   +    -   -   -   -    -
  Query.imports                -     -   -    -      +   -    +    -   +    -   -   -   -    -
  Query.exchangeRates          -     +   +    +      -   +    +    +   +    -   -   -   +    -
  Query.sales                  -     +   +    +      -   +    +    +   +    -   -   -   +    -
  Query.salesReconcile         -     -   -    -      -   +    +    +   +    -   -   -   -    -
  Query.currencyConversion     -     +   +    +      -   +    +    +   +    -   -   -   +    -
  Query.auditRecords           -     -   -    -      +   +    +    -   +    -   -   -   -    -

  Mutation.signIn              +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.tokenRefresh        +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.signOut             -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.passwordChange      -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.accountCreate       +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.emailVerify         +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.emailVerificationSend -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.passwordResetRequest +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.passwordReset       +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.accountUpdate       -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.invitationCreate    -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.invitationWithdraw  -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.invitationAccept    +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.microsoftSignInFinish +     +   +    +      +   +    +    +   +    +   +   +   +    +
  Mutation.microsoftLink       -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.microsoftUnlink     -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.switchReseller      -     +   +    +      +   +    +    +   +    -   -   -   -    +
  Mutation.apiKeyCreate        -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.apiKeyRevoke        -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.memberUpdate        -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.memberLimitsSet     -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.memberRevoke        -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.addressCreate       -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.addressUpdate       -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.addressArchive      -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.resellerApplicationCreate -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.resellerApplicationUpdate -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.resellerApplicationSubmit -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.resellerApplicationResubmit -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.resellerApplicationWithdraw -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.resellerApplicationAppeal -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.resellerApplicationClaim -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerApplicationRelease -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.vettingCheckDecide -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerApplicationApprove -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerApplicationReject -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.documentDelete      -     -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.orderSubmit         -     +   +    +      -   -    -    -   -    -   -   +   -    -
  Mutation.orderDraftSave      -     +   +    +      -   -    -    -   -    -   -   +   -    -
  Mutation.orderDraftDelete    -     +   +    +      -   -    -    -   -    -   -   +   -    -
  Mutation.orderWithdraw       -     +   +    +      -   -    -    -   -    -   -   +   -    -
  Mutation.orderCancel         -     +   +    +      -   -    +    -   +    -   -   +   -    -
  Mutation.orderApprove        -     -   +    +      -   -    -    -   -    -   -   -   -    -
  Mutation.orderReject         -     -   +    +      -   -    -    -   -    -   -   -   -    -
  Mutation.orderHoldPlace      -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.orderHoldRelease    -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.creditPaymentRecord -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.creditLimitChange   -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerUpdate      -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerSuspend     -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerResume      -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerReauthorizationDemand -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerReauthorize -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerTerminate   -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerTierChange  -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.marketAuthorizationGrant -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.marketAuthorizationEnd -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.taxExemptionGrant   -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.taxExemptionEnd     -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.creditAccountOpen   -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.creditTermsChange   -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.agreementPublish    -     -   -    -      -   +    -    -   +    -   -   -   -    -
  Mutation.agreementAccept     -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.relationshipRequest -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.relationshipAccept  -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.relationshipDecline -     -   -    +      -   -    -    -   -    -   -   -   -    -
  Mutation.relationshipEnd     -     -   -    +      -   +    -    -   +    -   -   -   -    -
  Mutation.resellerApplicationAgreementAccept - -   -    +      -   -    -    -   -    -   -   -   -    +
  Mutation.productCreate       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.productUpdate       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.productDelete       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.priceListCreate     -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.priceListUpdate     -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.priceListEnd        -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.priceListDelete     -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.listingCreate       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.listingUpdate       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.listingPause        -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.listingResume       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.listingDelete       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.variantCreate       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.variantUpdate       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.variantDelete       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.specDefinitionCreate -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.specDefinitionUpdate -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.specDefinitionDelete -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.marketCreate        -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketUpdate        -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketPrepare       -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketMarkReady     -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketOpen          -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketPause         -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketResume        -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketWindDown      -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.marketClose         -     -   -    -      +   +    -    -   +    -   -   -   -    -
  Mutation.regionCreate        -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.regionUpdate        -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.regionMembershipSchedule -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.regionMembershipCancel -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.taxRateSchedule     -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.taxRateCancel       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.exchangeRateSet     -     -   -    -      -   -    -    -   +    -   -   -   -    -
  Mutation.exchangeRateRemove  -     -   -    -      -   -    -    -   +    -   -   -   -    -
  Mutation.priceListCopy       -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.priceListSchedule   -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.pricesSet           -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.certificateCreate   -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.certificateUpdate   -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.certificateDelete   -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.requiredCertificateSet -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.technologyCreate    -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.technologyUpdate    -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.technologyAvailabilitySet -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.technologyAvailabilityRemove -     -   -    -      +   -    -    -   +    -   -   -   -    -
  Mutation.stockReceive        -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.stockAdjust         -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.importApply         -     -   -    -      +   -    +    -   +    -   -   -   -    -
  Mutation.importCancel        -     -   -    -      +   -    +    -   +    -   -   -   -    -
  Mutation.stockLevelsSet      -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.inboundStockAnnounce -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.inboundStockUpdate  -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.inboundStockCancel  -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.stockLocationCreate -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.stockLocationUpdate -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.stockLocationServe  -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.stockLocationStopServing -     -   -    -      -   -    +    -   +    -   -   -   -    -
  Mutation.stockLocationDelete -     -   -    -      -   -    +    -   +    -   -   -   -    -
`;

/** By root field, such as Query.orders: the callers who may use it. */
export const MAY: ReadonlyMap<string, ReadonlySet<CallerName>> = new Map(
  TABLE.split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([field]) => field?.includes('.'))
    .map(([field = '', ...marks]) => [field, holdersIn(field, marks)]),
);

function holdersIn(field: string, marks: string[]): ReadonlySet<CallerName> {
  if (marks.length !== CALLERS.length || marks.some((mark) => mark !== '+' && mark !== '-')) {
    throw new Error(`${field} needs + or - for each of ${CALLERS.length} callers.`);
  }
  return new Set(CALLERS.filter((_, column) => marks[column] === '+'));
}
