/** Signatures of tokens and what everyone may expect of one: its issuer, its audience and its times. */
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '#shared/ports.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { Issuer } from './issuer-settings.ts';
import type { RuntimeRefusal } from './problems.ts';

const clockToleranceSeconds = 30;

export async function checkSignature(
  token: string,
  expected: Pick<Issuer, 'issuer' | 'audience' | 'algorithms'> & { readonly tokenType?: string },
  keys: IssuerKeys,
  clock: Clock,
): Promise<{ readonly claims: JWTPayload } | RuntimeRefusal> {
  const { issuer, audience, algorithms, tokenType } = expected;
  const nowMs = clock.nowMs();
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      ...{ issuer, audience, algorithms: [...algorithms], currentDate: new Date(nowMs) },
      ...(tokenType === undefined ? {} : { typ: tokenType }),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'sub'],
    });
    return (payload.iat ?? 0) > nowMs / 1000 + clockToleranceSeconds
      ? { code: 'token_invalid', detail: 'it was issued later than now' }
      : { claims: payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { code: 'token_expired' };
    if (error instanceof errors.JOSEError) return { code: 'token_invalid' };
    // The issuer's keys could not be fetched: the world's fault, not the token's.
    return { code: 'unavailable', detail: 'the issuer cannot be reached', retryAfterSeconds: 5 };
  }
}
