/** Whose token it could be: an issuer of the settings, or an identity provider that a tenant brought. */
import type { Database } from '#shared/database/database.ts';
import type { Reach } from '#shared/outgoing/addresses.ts';
import type { Clock } from '#shared/ports.ts';
import {
  type IdentityProviderStore,
  identityProviderStore,
  type KeptIdentityProvider,
} from './identity-provider-store.ts';
import { type Issuer, verifiedForMs } from './issuer-settings.ts';

export interface ProvidersOptions {
  /** Speaks as the role that checks tokens. */
  readonly database: Pick<Database, 'read'>;
  /** Where a provider that a tenant named may stand. */
  readonly reach: Reach;
}

/** What was read of an issuer, and how long that may be gone by. */
export interface KnownIssuer {
  readonly issuer: Issuer;
  readonly untilMs: number;
}

export interface Issuers {
  /** Of what it says alone: nothing of a token is believed before its signature was. */
  ofToken(payload: Readonly<Record<string, unknown>>): Promise<KnownIssuer | undefined>;
  byId(id: string): Promise<KeptIdentityProvider | undefined>;
}

/** What is taken from a provider works no longer than ten seconds: this, and what a slow look-up takes. */
export const providerKnownMs = 9_000;
/** A bound for memory; more than a house has, and one that was forgotten is looked up again. */
const providersMax = 1_000;
/** A token for more than a handful of audiences is for everyone. */
const audiencesMax = 10;
const textCharactersMax = 500;

export function issuersOf(
  issuers: readonly Issuer[],
  providers: ProvidersOptions | undefined,
  clock: Clock,
): Issuers {
  const store = providers === undefined ? undefined : identityProviderStore(providers.database);
  const known = new Map<string, KnownIssuer>();

  async function brought(
    issuer: string,
    audience: string,
    from: IdentityProviderStore,
    reach: Reach,
  ): Promise<KnownIssuer | undefined> {
    const name = JSON.stringify([issuer, audience]);
    const earlier = known.get(name);
    if (earlier !== undefined && earlier.untilMs > clock.nowMs()) return earlier;
    const untilMs = clock.nowMs() + providerKnownMs;
    const kept = await from.ofToken(issuer, audience);
    known.delete(name);
    if (kept === undefined) return undefined;
    if (known.size >= providersMax) known.delete(known.keys().next().value ?? '');
    const found = { issuer: issuerOf(kept, reach), untilMs };
    known.set(name, found);
    return found;
  }

  return {
    async ofToken(payload) {
      const { iss } = payload;
      const audiences = audiencesOf(payload);
      if (typeof iss !== 'string' || iss.length > textCharactersMax) return undefined;
      const ours = issuers.filter(({ issuer }) => issuer === iss);
      const issuer = ours.find(({ audience }) => audiences.includes(audience)) ?? ours[0];
      // What the settings say of an issuer nobody adds to: a tenant cannot speak in its name.
      if (issuer !== undefined) return { issuer, untilMs: clock.nowMs() + verifiedForMs };
      if (store === undefined || providers === undefined) return undefined;
      const found = await Promise.all(
        audiences.map((audience) => brought(iss, audience, store, providers.reach)),
      );
      const [one, another] = found.filter((each) => each !== undefined);
      // For two tenants at once it would be for the one that somebody chooses.
      return another === undefined ? one : undefined;
    },
    byId: async (id) => store?.byId(id),
  };
}

export function issuerOf(kept: KeptIdentityProvider, reach: Reach): Issuer {
  const { issuer, audience, algorithms, tokenType, scopes } = kept;
  return {
    ...{ issuer, audience, algorithms, tokenType, keys: 'discovered', reach },
    ...{ tenants: [kept.tenantId], rolesClaim: kept.roles.claim },
    roles: Object.fromEntries(kept.roles.values.map(({ value, role }) => [value, role])),
    scopes:
      scopes === null
        ? 'all'
        : {
            claim: scopes.claim,
            ...(scopes.values === undefined
              ? {}
              : {
                  values: Object.fromEntries(scopes.values.map(({ value, ids }) => [value, ids])),
                }),
          },
  };
}

function audiencesOf({ aud }: Readonly<Record<string, unknown>>): readonly string[] {
  const all = typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud : [];
  const texts = all.filter(
    (each): each is string => typeof each === 'string' && each.length <= textCharactersMax,
  );
  return texts.length > audiencesMax ? [] : [...new Set(texts)];
}
