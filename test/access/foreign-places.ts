import { EDITED_MARKET, type Side } from '../support/world/rivals.world.js';
import { MARKET } from '../support/world/shop.world.js';
import { APPLICATION_PLACES } from './application-places.js';
import type { ForeignWorld, Place } from './foreign-world.js';

/** An id that nobody has. */
export const NOBODY = '018f4e9e-7b1a-7c3d-8e2f-00000000dead';

/** The same world with the own side in the place of the other: what is foreign there is one's own. */
export function withoutOther(world: ForeignWorld, ownLineId: string): ForeignWorld {
  const own: Side = world.side;
  return {
    ...world,
    rivals: { ...world.rivals, other: own, farAgreementId: world.rivals.agreementId },
    otherDraftId: world.draftId,
    otherLineId: ownLineId,
  };
}

const otherOrder = ({ rivals }: ForeignWorld): string => rivals.other.confirmed.id;
const otherPending = ({ rivals }: ForeignWorld): string => rivals.other.pending.id;
const otherReseller = ({ rivals }: ForeignWorld): string => rivals.other.reseller.id;
const otherAddress = ({ rivals }: ForeignWorld): string => rivals.other.reseller.addressId;
const otherPartner = ({ rivals }: ForeignWorld): string => rivals.other.partner.id;
const otherList = ({ rivals }: ForeignWorld): string => rivals.other.priceListId;

const otherRelationship = ({ rivals }: ForeignWorld): string => rivals.other.relationshipId;
const farAgreement = ({ rivals }: ForeignWorld): string => rivals.farAgreementId;

const certificate = ({ rivals }: ForeignWorld): string => rivals.certificateId;
const listing = ({ rivals }: ForeignWorld): string => rivals.listingId;
const nearRegion = ({ rivals }: ForeignWorld): string => rivals.shop.regionId;

/** Only who sent a file sees it. */
const fileOfDesk = ({ rivals }: ForeignWorld): string => rivals.importId;

const NOT_FOUND = 'NOT_FOUND';
/** A filter of a question that cannot be answered: the problem, and that it is one of the input. */
const REFUSED_FILTER = 'NOT_FOUND BAD_USER_INPUT';

/** Every place of the schema where a client can put an id that may be somebody else's. */
export const PLACES: Record<string, Place> = {
  'Query.order.id': { by: 'admin', foreign: otherOrder, answer: NOT_FOUND },
  'Query.orders.filter.soldToId': { by: 'admin', foreign: otherReseller, answer: 'nothing' },
  'Query.sales.input.filter.resellerIds.0': {
    by: 'admin',
    foreign: otherReseller,
    answer: REFUSED_FILTER,
  },
  'Query.sales.input.filter.partnerOfRecordIds.0': {
    by: 'admin',
    foreign: otherPartner,
    answer: REFUSED_FILTER,
  },
  'Query.salesReconcile.input.filter.resellerIds.0': {
    by: 'far desk',
    foreign: otherReseller,
    answer: REFUSED_FILTER,
  },
  'Query.salesReconcile.input.filter.partnerOfRecordIds.0': {
    by: 'far desk',
    foreign: otherPartner,
    answer: REFUSED_FILTER,
  },
  'Query.reseller.id': { by: 'admin', foreign: otherReseller, answer: NOT_FOUND },
  ...APPLICATION_PLACES,
  'Query.creditAccounts.resellerId': { by: 'admin', foreign: otherReseller, answer: 'nothing' },
  'Query.priceAndAvailability.input.partnerOfRecordId': {
    by: 'admin',
    foreign: otherPartner,
    answer: 'PARTNER_OF_RECORD_INVALID',
  },
  'Query.agreement.id': { by: 'admin', foreign: farAgreement, answer: NOT_FOUND },
  'Mutation.agreementAccept.input.agreementId': {
    by: 'admin',
    foreign: farAgreement,
    answer: NOT_FOUND,
  },
  'Query.import.id': { by: 'far desk', foreign: fileOfDesk, answer: 'nothing' },
  'Mutation.importApply.input.id': { by: 'far desk', foreign: fileOfDesk, answer: NOT_FOUND },
  'Mutation.importCancel.input.id': { by: 'far desk', foreign: fileOfDesk, answer: NOT_FOUND },
  'Query.auditRecords.filter.entityId': { by: 'far desk', foreign: otherOrder, answer: 'nothing' },
  'Query.auditRecords.filter.actorUserId': {
    by: 'far desk',
    foreign: ({ rivals }) => rivals.other.buyer.userId,
    answer: 'nothing',
  },
  'Mutation.switchReseller.input.resellerId': {
    by: 'admin',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.apiKeyRevoke.input.id': {
    by: 'admin',
    foreign: ({ rivals }) => rivals.other.apiKeyId,
    answer: NOT_FOUND,
  },
  'Mutation.invitationWithdraw.input.id': {
    by: 'admin',
    foreign: ({ rivals }) => rivals.other.invitationId,
    answer: NOT_FOUND,
  },
  ...Object.fromEntries(
    ['memberUpdate', 'memberLimitsSet', 'memberRevoke'].map((field): [string, Place] => [
      `Mutation.${field}.input.id`,
      { by: 'admin', foreign: ({ rivals }) => rivals.other.spareMemberId, answer: NOT_FOUND },
    ]),
  ),
  ...Object.fromEntries(
    ['addressUpdate', 'addressArchive'].map((field): [string, Place] => [
      `Mutation.${field}.input.id`,
      { by: 'admin', foreign: ({ rivals }) => rivals.other.spareAddressId, answer: NOT_FOUND },
    ]),
  ),
  'Mutation.orderSubmit.input.shipToAddressId': {
    by: 'admin',
    foreign: otherAddress,
    answer: 'SHIP_TO_INVALID',
  },
  'Mutation.orderSubmit.input.partnerOfRecordId': {
    by: 'admin',
    foreign: otherPartner,
    answer: 'PARTNER_OF_RECORD_INVALID',
  },
  'Mutation.orderSubmit.input.draftId': {
    by: 'admin',
    foreign: ({ otherDraftId }) => otherDraftId,
    answer: NOT_FOUND,
  },
  'Mutation.orderDraftSave.input.orderId': {
    by: 'admin',
    foreign: ({ otherDraftId }) => otherDraftId,
    answer: NOT_FOUND,
  },
  'Mutation.orderDraftSave.input.shipToAddressId': {
    by: 'admin',
    foreign: otherAddress,
    answer: 'SHIP_TO_INVALID',
  },
  'Mutation.orderDraftSave.input.partnerOfRecordId': {
    by: 'admin',
    foreign: otherPartner,
    answer: 'PARTNER_OF_RECORD_INVALID',
  },
  'Mutation.orderDraftDelete.input.orderId': {
    by: 'admin',
    foreign: ({ otherDraftId }) => otherDraftId,
    answer: NOT_FOUND,
  },
  'Mutation.orderWithdraw.input.orderId': { by: 'admin', foreign: otherPending, answer: NOT_FOUND },
  'Mutation.orderCancel.input.lines.0.lineId': {
    by: 'admin',
    foreign: ({ otherLineId }) => otherLineId,
    answer: NOT_FOUND,
  },
  'Mutation.orderCancel.input.orderId': { by: 'admin', foreign: otherOrder, answer: NOT_FOUND },
  'Mutation.orderApprove.input.orderId': { by: 'admin', foreign: otherPending, answer: NOT_FOUND },
  'Mutation.orderReject.input.orderId': { by: 'admin', foreign: otherPending, answer: NOT_FOUND },
  'Mutation.orderHoldPlace.input.orderId': {
    by: 'far desk',
    foreign: otherOrder,
    answer: NOT_FOUND,
  },
  'Mutation.orderHoldRelease.input.orderId': {
    by: 'far desk',
    foreign: ({ rivals }) => rivals.other.held.id,
    answer: NOT_FOUND,
  },
  'Query.priceLists.filter.resellerId': {
    by: 'far catalog',
    foreign: otherReseller,
    answer: 'nothing',
  },
  'Query.priceList.id': { by: 'far catalog', foreign: otherList, answer: NOT_FOUND },
  'Query.priceComparison.input.resellerId': {
    by: 'far catalog',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.priceListCreate.input.resellerId': {
    by: 'far catalog',
    foreign: otherReseller,
    answer: 'UNKNOWN_MARKET NOT_FOUND',
  },
  'Mutation.listingUpdate.input.id': { by: 'far catalog', foreign: listing, answer: NOT_FOUND },
  'Mutation.listingPause.input.id': { by: 'far catalog', foreign: listing, answer: NOT_FOUND },
  'Mutation.listingResume.input.id': { by: 'far catalog', foreign: listing, answer: NOT_FOUND },
  'Mutation.listingDelete.input.id': { by: 'far catalog', foreign: listing, answer: NOT_FOUND },
  'Mutation.marketCreate.input.regionId': {
    by: 'far catalog',
    foreign: nearRegion,
    answer: NOT_FOUND,
  },
  'Mutation.regionUpdate.input.regionId': {
    by: 'far catalog',
    foreign: nearRegion,
    answer: NOT_FOUND,
  },
  'Mutation.regionMembershipSchedule.input.regionId': {
    by: 'far catalog',
    foreign: nearRegion,
    answer: 'UNKNOWN_MARKET NOT_FOUND',
  },
  'Mutation.regionMembershipCancel.input.membershipId': {
    by: 'far catalog',
    foreign: ({ rivals }) => rivals.plannedMembershipId,
    answer: NOT_FOUND,
  },
  'Mutation.priceListCopy.input.resellerId': {
    by: 'far catalog',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.certificateUpdate.input.id': {
    by: 'far catalog',
    foreign: certificate,
    answer: NOT_FOUND,
  },
  'Mutation.certificateDelete.input.id': {
    by: 'far catalog',
    foreign: certificate,
    answer: NOT_FOUND,
  },
  'Mutation.creditPaymentRecord.input.resellerId': {
    by: 'far desk',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.creditLimitChange.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerUpdate.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerSuspend.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerResume.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerReauthorizationDemand.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerReauthorize.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerTerminate.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.resellerTierChange.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.marketAuthorizationGrant.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.taxExemptionGrant.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.creditAccountOpen.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.creditTermsChange.input.resellerId': {
    by: 'far manager',
    foreign: otherReseller,
    answer: NOT_FOUND,
  },
  'Mutation.marketAuthorizationEnd.input.authorizationId': {
    by: 'far manager',
    foreign: ({ rivals }) => rivals.other.authorizationId,
    answer: NOT_FOUND,
  },
  'Mutation.taxExemptionEnd.input.exemptionId': {
    by: 'far manager',
    foreign: ({ rivals }) => rivals.other.exemptionId,
    answer: NOT_FOUND,
  },
  'Query.relationships.filter.resellerId': {
    by: 'admin',
    foreign: otherReseller,
    answer: 'nothing',
  },
  'Mutation.relationshipAccept.input.relationshipId': {
    by: 'admin',
    foreign: otherRelationship,
    answer: NOT_FOUND,
  },
  'Mutation.relationshipDecline.input.relationshipId': {
    by: 'admin',
    foreign: otherRelationship,
    answer: NOT_FOUND,
  },
  'Mutation.relationshipEnd.input.relationshipId': {
    by: 'admin',
    foreign: otherRelationship,
    answer: NOT_FOUND,
  },
};

/** Ids of what belongs to nobody in particular. */
export const COMMON = [
  'Mutation.technologyAvailabilitySet.input.productId',
  'Mutation.technologyAvailabilityRemove.input.productId',
  'Mutation.certificateCreate.input.productId',
  'Query.listings.filter.productId',
  'Query.product.id',
  'Query.sales.input.filter.productIds.0',
  'Query.salesReconcile.input.filter.productIds.0',
  'Query.catalogHistory.id',
  'Mutation.productUpdate.input.id',
  'Mutation.productDelete.input.id',
  'Mutation.variantCreate.input.productId',
  'Mutation.variantUpdate.input.id',
  'Mutation.variantDelete.input.id',
  'Mutation.specDefinitionUpdate.input.id',
  'Mutation.specDefinitionDelete.input.id',
  'Mutation.stockReceive.input.inboundId',
  'Mutation.inboundStockUpdate.input.id',
  'Mutation.inboundStockCancel.input.id',
  'Mutation.resellerApplicationAgreementAccept.input.agreementId',
];

/** What names something of another otherwise than by its id. The key says where; one place may be asked by several. */
export interface NamedPlace extends Place {
  place: string;
  /** A name of the same kind that nobody has. */
  unknown: string;
}

export const NAMED_PLACES: readonly NamedPlace[] = [
  {
    place: 'Mutation.technologyAvailabilitySet.input.marketCode',
    by: 'far catalog',
    foreign: () => MARKET,
    unknown: 'QQ',
    answer: 'UNKNOWN_MARKET',
  },
  {
    place: 'Mutation.technologyAvailabilityRemove.input.marketCode',
    by: 'far catalog',
    foreign: () => 'FR',
    unknown: 'QQ',
    answer: 'UNKNOWN_MARKET',
  },
  {
    place: 'Mutation.certificateCreate.input.marketCode',
    by: 'far catalog',
    foreign: () => MARKET,
    unknown: 'QQ',
    answer: 'UNKNOWN_MARKET',
  },
  {
    place: 'Mutation.requiredCertificateSet.input.marketCode',
    by: 'far catalog',
    foreign: () => MARKET,
    unknown: 'QQ',
    answer: 'UNKNOWN_MARKET',
  },
  {
    place: 'Query.listings.filter.marketCode',
    by: 'far catalog',
    foreign: () => MARKET,
    unknown: 'QQ',
    answer: 'nothing',
  },
  {
    place: 'Mutation.listingCreate.input.marketCode',
    by: 'far catalog',
    foreign: () => MARKET,
    unknown: 'QQ',
    answer: 'UNKNOWN_MARKET',
  },
  ...['Update', 'Prepare', 'MarkReady', 'Open', 'Pause', 'Resume', 'WindDown', 'Close'].map(
    (step): NamedPlace => ({
      place: `Mutation.market${step}.input.marketCode`,
      by: 'far manager',
      foreign: () => EDITED_MARKET,
      unknown: 'LU',
      answer: 'UNKNOWN_MARKET',
    }),
  ),
  ...['taxRateSchedule', 'taxRateCancel'].map((field): NamedPlace => ({
    place: `Mutation.${field}.input.marketCode`,
    by: 'far catalog',
    foreign: () => EDITED_MARKET,
    unknown: 'LU',
    answer: 'UNKNOWN_MARKET',
  })),
  {
    place: 'Query.agreements.regionCode',
    by: 'far manager',
    foreign: () => 'EMEA',
    unknown: 'NOWHERE',
    answer: 'nothing',
  },
  {
    place: 'Mutation.agreementPublish.input.regionCode',
    by: 'far manager',
    foreign: () => 'EMEA',
    unknown: 'NOWHERE',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.relationshipEnd.input.relationshipId',
    by: 'far manager',
    foreign: otherRelationship,
    unknown: NOBODY,
    answer: NOT_FOUND,
  },
  {
    place: 'Query.relationships.filter.resellerId',
    by: 'far manager',
    foreign: otherReseller,
    unknown: NOBODY,
    answer: 'nothing',
  },
  {
    place: 'Mutation.priceListCopy.input.sourceCode',
    by: 'far catalog',
    foreign: ({ rivals }) => `LIST-${rivals.other.mark}`,
    unknown: 'LIST-NOBODY',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.pricesSet.input.rows.0.priceListCode',
    by: 'far catalog',
    foreign: ({ rivals }) => `LIST-${rivals.other.mark}`,
    unknown: 'LIST-NOBODY',
    answer: NOT_FOUND,
  },
  ...['priceListUpdate', 'priceListEnd', 'priceListDelete', 'priceListSchedule'].map(
    (field): NamedPlace => ({
      place: `Mutation.${field}.input.code`,
      by: 'far catalog',
      foreign: ({ rivals }) => `LIST-${rivals.other.mark}`,
      unknown: 'LIST-NOBODY',
      answer: NOT_FOUND,
    }),
  ),
  {
    place: 'Query.order.number',
    by: 'admin',
    foreign: ({ rivals }) => rivals.other.confirmed.number,
    unknown: 'SO-2026-999999',
    answer: NOT_FOUND,
  },
  {
    place: 'Query.order.number',
    by: 'far desk',
    foreign: ({ rivals }) => rivals.other.confirmed.number,
    unknown: 'SO-2026-999999',
    answer: NOT_FOUND,
  },
  {
    place: 'Query.orders.filter.text',
    by: 'admin',
    foreign: ({ rivals }) => `PO-${rivals.other.mark}-1`,
    unknown: 'PO-NOBODY-1',
    answer: 'nothing',
  },
  {
    place: 'Query.orders.filter.text',
    by: 'far desk',
    foreign: ({ rivals }) => rivals.other.mark,
    unknown: 'NOBODY',
    answer: 'nothing',
  },
  {
    place: 'Query.resellers.filter.search',
    by: 'far manager',
    foreign: ({ rivals }) => rivals.other.mark,
    unknown: 'NOBODY',
    answer: 'nothing',
  },
  {
    place: 'Query.priceAndAvailability.input.lines.0.specialBidNumber',
    by: 'admin',
    foreign: ({ rivals }) => rivals.other.bidNumber,
    unknown: 'SB-NOBODY',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.orderSubmit.input.lines.0.specialBidNumber',
    by: 'admin',
    foreign: ({ rivals }) => rivals.other.bidNumber,
    unknown: 'SB-NOBODY',
    answer: NOT_FOUND,
  },
  {
    place: 'Query.order.id',
    by: 'far desk',
    foreign: otherOrder,
    unknown: NOBODY,
    answer: NOT_FOUND,
  },
  {
    place: 'Query.resellerApplication.id',
    by: 'far manager',
    foreign: ({ rivals }) => rivals.other.oldApplicationId,
    unknown: NOBODY,
    answer: 'nothing',
  },
  {
    place: 'Query.reseller.id',
    by: 'far manager',
    foreign: otherReseller,
    unknown: NOBODY,
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockLocationUpdate.input.code',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockLocationServe.input.code',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockLocationStopServing.input.code',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockLocationDelete.input.code',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockReceive.input.locationCode',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockAdjust.input.locationCode',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.inboundStockAnnounce.input.locationCode',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
  {
    place: 'Mutation.stockLevelsSet.input.rows.0.locationCode',
    by: 'far desk',
    foreign: () => 'RTM',
    unknown: 'NIX',
    answer: NOT_FOUND,
  },
];
