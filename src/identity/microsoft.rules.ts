import { isStorableText } from '../kernel/index.js';

/** Tokens of every company that uses Microsoft, personal accounts aside. */
export const ANY_ORGANIZATION = 'organizations';
export const TENANT_PLACEHOLDER = '{tenantid}';

/** Where the page of the explorer stands: the only one that knows what to do with a code. */
const RETURN_DEFAULT = '/graphql';
const RETURN_PATH = /^\/(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?$/;
const RETURN_LENGTH_MAX = 200;
const CHALLENGE = /^[\w-]{43}$/;
const VERIFIER = /^[\w.~-]{43,128}$/;
const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** The tenant of personal Microsoft accounts: everybody can make one, and its people belong to no organization. */
const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
const EMAIL = /^[^@\s]+@[^@\s]+$/;
const EMAIL_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 200;

/** Why a token is not taken. */
export type TokenRefusal =
  | 'MALFORMED'
  | 'ALGORITHM'
  | 'UNKNOWN_KEY'
  | 'SIGNATURE'
  | 'ISSUER'
  | 'TENANT'
  | 'AUDIENCE'
  | 'AUTHORIZED_PARTY'
  | 'NONCE'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'CLAIMS'
  | 'SCOPE';

/** Somebody as Microsoft knows them: the object in the tenant, and what that tenant says of it. */
export interface MicrosoftPerson {
  tenantId: string;
  objectId: string;
  /** What the tenant says. It proves nothing: its administrators write there what they like. */
  email: string | null;
  name: string;
}

export interface TenantRule {
  /** The issuer, with {tenantid} where the tenant stands. */
  issuer: string;
  tenants: readonly string[];
}

type Claims = Readonly<Record<string, unknown>>;

export function issuerOf(template: string, tenantId: string): string {
  return template.replace(TENANT_PLACEHOLDER, tenantId);
}

/** Where the provider says of itself what it is: of the one tenant, or of all organizations. */
export function discoveryAddress({ issuer, tenants }: TenantRule): string {
  const [only, ...others] = tenants;
  const tenant = only === undefined || others.length > 0 ? ANY_ORGANIZATION : only;
  return `${issuerOf(issuer, tenant).replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** The issuer that tokens of this tenant must name; undefined when its people may not come in. */
export function acceptedIssuer(rule: TenantRule, tenantId: unknown): string | undefined {
  if (!isGuid(tenantId)) return undefined;
  const tenant = tenantId.toLowerCase();
  const accepted = rule.tenants.includes(ANY_ORGANIZATION)
    ? tenant !== PERSONAL_TENANT
    : rule.tenants.includes(tenant);
  return accepted ? issuerOf(rule.issuer, tenant) : undefined;
}

/** Whether the provider that answered is the one that was asked. */
export function isIssuerOf(rule: TenantRule, named: string): boolean {
  return (
    named === rule.issuer || rule.tenants.some((tenant) => named === issuerOf(rule.issuer, tenant))
  );
}

/** Whether an answer to a browser may come from the provider that it was sent to; which tenant it is, the token shows. */
export function mayAnswer({ issuer }: TenantRule, named: string): boolean {
  const [before = '', after] = issuer.split(TENANT_PLACEHOLDER);
  if (after === undefined) return named === issuer;
  const tenant = named.slice(before.length, named.length - after.length);
  return isGuid(tenant) && named === issuerOf(issuer, tenant);
}

/** A key may be bound to an issuer, so that one tenant's key signs for no other. */
export function mayKeySign(keyIssuer: unknown, issuer: string, tenantId: string): boolean {
  return (
    keyIssuer === undefined ||
    (typeof keyIssuer === 'string' && issuerOf(keyIssuer, tenantId) === issuer)
  );
}

/** Who the claims are about; undefined when they do not say it in the way of an organization's account. */
export function personOf(claims: Claims): MicrosoftPerson | undefined {
  const { tid, oid, sub, email, preferred_username: userName, name } = claims;
  if (!isGuid(tid) || !isGuid(oid) || typeof sub !== 'string' || sub === '') return undefined;
  const address = [email, userName].find(isEmail);
  return {
    tenantId: tid.toLowerCase(),
    objectId: oid.toLowerCase(),
    email: address ?? null,
    name: [name, userName].map(personName).find((text) => text !== '') ?? 'Microsoft user',
  };
}

/** An ID token is for the application that asked for it, in answer to what it asked. */
export function refusalOfIdToken(
  claims: Claims,
  expected: { clientId: string; nonce: string },
): TokenRefusal | undefined {
  const { aud, azp, nonce } = claims;
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== expected.clientId) {
    return 'AUTHORIZED_PARTY';
  }
  return nonce === expected.nonce ? undefined : 'NONCE';
}

/**
 * An access token must be given for a person: programs that act for themselves have roles and no scopes. ID tokens have
 * none either, and may have the same audience.
 */
export function refusalOfAccessToken(claims: Claims, scope: string): TokenRefusal | undefined {
  const { scp, idtyp } = claims;
  const scopes = typeof scp === 'string' ? scp.split(' ') : [];
  return idtyp !== 'app' && scopes.includes(scope) ? undefined : 'SCOPE';
}

/** Where the browser goes afterwards: a path of ours and nothing else; undefined when it is something else. */
export function returnPathOf(asked: unknown): string | undefined {
  if (asked === undefined) return RETURN_DEFAULT;
  const fits = typeof asked === 'string' && asked.length <= RETURN_LENGTH_MAX;
  return fits && RETURN_PATH.test(asked) ? asked : undefined;
}

/** What the page keeps is a verifier, what it tells first is its SHA-256: only that page can use the code. */
export function isChallenge(text: unknown): text is string {
  return typeof text === 'string' && CHALLENGE.test(text);
}

export function isVerifier(text: string): boolean {
  return VERIFIER.test(text);
}

export function isGuid(text: unknown): text is string {
  return typeof text === 'string' && GUID.test(text);
}

function isEmail(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.length <= EMAIL_LENGTH_MAX &&
    EMAIL.test(text) &&
    isStorableText(text)
  );
}

function personName(text: unknown): string {
  if (typeof text !== 'string' || !isStorableText(text)) return '';
  // By code point: half an emoji could not be stored.
  return [...text.trim()].slice(0, NAME_LENGTH_MAX).join('').trim();
}
