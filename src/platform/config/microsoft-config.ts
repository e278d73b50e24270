import { ConfigError } from './config.error.js';
import type { Environment } from './config.schema.js';

const ORGANIZATIONS = 'organizations';
const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** What of Microsoft's is taken; each part is undefined while it is turned off. */
export interface MicrosoftConfig {
  /** With {tenantid} where the id of the tenant stands. */
  readonly issuer: string;
  /** Ids in small letters, or the one word organizations. */
  readonly tenants: readonly string[];
  readonly signIn: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly api: { readonly audiences: readonly string[]; readonly scope: string } | undefined;
}

export function microsoftConfig(read: Environment): MicrosoftConfig {
  const { MICROSOFT_CLIENT_ID: clientId, MICROSOFT_CLIENT_SECRET: clientSecret } = read;
  const audiences = read.MICROSOFT_API_AUDIENCE;
  const tenants = read.MICROSOFT_TENANTS.map((tenant) => tenant.toLowerCase());
  const problems: string[] = [];
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    problems.push(
      'MICROSOFT_CLIENT_SECRET: goes together with MICROSOFT_CLIENT_ID; set both or none.',
    );
  }
  if (tenants.length === 0 && (clientId !== undefined || audiences.length > 0)) {
    problems.push(
      'MICROSOFT_TENANTS: required with MICROSOFT_CLIENT_ID and MICROSOFT_API_AUDIENCE: ids of tenants, or organizations.',
    );
  }
  const alone = tenants.length === 1 && tenants[0] === ORGANIZATIONS;
  if (!alone && !tenants.every((tenant) => GUID.test(tenant))) {
    problems.push(
      'MICROSOFT_TENANTS: must be ids of tenants such as 00000000-0000-4000-8000-000000000000, or organizations alone.',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    issuer: read.MICROSOFT_ISSUER,
    tenants,
    signIn:
      clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret },
    api: audiences.length === 0 ? undefined : { audiences, scope: read.MICROSOFT_API_SCOPE },
  };
}
