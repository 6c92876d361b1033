/** The keys of every issuer that a process has met: each by itself, so that one that is away harms no other. */
import type { Clock } from '#shared/ports.ts';
import { type IssuerKeys, issuerKeys } from './issuer-keys.ts';
import type { Issuer } from './issuer-settings.ts';

export type AllIssuerKeys = (issuer: Pick<Issuer, 'issuer' | 'keys' | 'reach'>) => IssuerKeys;

/** More than any house has; beyond it the one that was not asked for longest is read again. */
const issuersMax = 1_000;

/** What a token was verified by: its issuer and the key that it names. */
export function signedBy(issuer: string, kid: string): string {
  return `${issuer}\n${kid}`;
}

export function allIssuerKeys(clock: Clock, gone: (by: string) => void): AllIssuerKeys {
  const met = new Map<string, IssuerKeys>();
  return (issuer) => {
    const name = JSON.stringify([issuer.issuer, issuer.keys, issuer.reach]);
    const keys =
      met.get(name) ?? issuerKeys(issuer, clock, (kid) => gone(signedBy(issuer.issuer, kid)));
    met.delete(name);
    if (met.size >= issuersMax) met.delete(met.keys().next().value ?? '');
    met.set(name, keys);
    return keys;
  };
}
