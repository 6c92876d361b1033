/** Signatures of tokens: checked with their issuer's keys, fetched where they are published. */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { Clock } from '#shared/ports.ts';
import type { RuntimeRefusal } from './problems.ts';

export interface Signer {
  readonly issuer: string;
  readonly audience: string;
  /** Pinned: a token never chooses how it is checked. */
  readonly algorithms: readonly string[];
  readonly keys: { readonly uri: string } | { readonly jwks: JSONWebKeySet };
}

export interface Signatures {
  check(token: string, signer: Signer): Promise<{ readonly claims: JWTPayload } | RuntimeRefusal>;
}

const clockToleranceSeconds = 30;

export function signatures(signers: readonly Signer[], clock: Clock): Signatures {
  const keys = new Map(signers.map((signer) => [signer, keySource(signer)]));
  return {
    async check(token, signer) {
      const key = keys.get(signer);
      if (key === undefined) return { code: 'token_invalid' };
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer: signer.issuer,
          audience: signer.audience,
          algorithms: [...signer.algorithms],
          clockTolerance: clockToleranceSeconds,
          currentDate: new Date(clock.nowMs()),
          requiredClaims: ['exp', 'sub'],
        });
        return { claims: payload };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

function keySource({ keys }: Signer): JWTVerifyGetKey {
  return 'jwks' in keys
    ? createLocalJWKSet(keys.jwks)
    : createRemoteJWKSet(new URL(keys.uri), {
        timeoutDuration: 5_000,
        cooldownDuration: 30_000,
      });
}

function refusalOf(error: unknown): RuntimeRefusal {
  if (error instanceof errors.JWTExpired) return { code: 'token_expired' };
  if (error instanceof errors.JOSEError && !keysAreAway(error)) return { code: 'token_invalid' };
  // The issuer's keys could not be fetched: the world's fault, not the token's.
  return { code: 'unavailable', detail: 'the issuer cannot be reached', retryAfterSeconds: 5 };
}

/** No answer, an answer that is not 200 or no JSON, or one that holds no keys. */
function keysAreAway(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  );
}
