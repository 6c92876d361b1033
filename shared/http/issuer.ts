/** The house's own issuer of tokens: one key pair, known to its verifiers by its public half. */
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { Clock, Ids } from '#shared/ports.ts';

const algorithm = 'EdDSA';

export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
  sign(claims: Readonly<Record<string, unknown>>, expiresInSeconds: number): Promise<string>;
  publicKeys(): Record<string, unknown>[];
}

/** A private key (JWK) for `tokenIssuer`, to be kept where only the house can read it. */
export async function newIssuerKey(ids: Ids): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: ids.next(), alg: algorithm, use: 'sig' };
}

export async function tokenIssuer(options: {
  readonly issuer: string;
  readonly audience: string;
  readonly key: JWK;
  readonly clock: Clock;
  readonly ids: Ids;
}): Promise<TokenIssuer> {
  const { issuer, audience, key, clock, ids } = options;
  const privateKey = await importJWK(key, algorithm);
  const { d: _private, ...publicKey } = key;
  return {
    issuer,
    audience,
    sign(claims, expiresInSeconds) {
      const nowSeconds = Math.floor(clock.nowMs() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm, kid: key.kid ?? '', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(ids.next())
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + expiresInSeconds)
        .sign(privateKey);
    },
    publicKeys: () => [{ ...publicKey }],
  };
}
