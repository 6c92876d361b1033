/** Tokens that were verified, each until its time: so a token costs its signature or its look-up once. */
import type { Principal } from '#shared/function/principal.ts';
import type { Clock } from '#shared/ports.ts';

export interface VerifiedTokens {
  get(token: string): Principal | undefined;
  /** `by` names what it was verified by, which may go before the token does. */
  keep(token: string, principal: Principal, untilMs: number, by: string): void;
  /** Forgets every token that was verified by it. */
  forget(by: string): void;
}

/** One verification costs about as much as fifty cached answers. Some 20 MB when full. */
const verifiedTokensMax = 20_000;

interface Verified {
  readonly principal: Principal;
  readonly untilMs: number;
  readonly by: string;
}

export function verifiedTokens(clock: Clock): VerifiedTokens {
  const verified = new Map<string, Verified>();
  return {
    get(token) {
      const earlier = verified.get(token);
      if (earlier === undefined) return undefined;
      if (earlier.untilMs > clock.nowMs()) return earlier.principal;
      verified.delete(token);
      return undefined;
    },
    keep(token, principal, untilMs, by) {
      if (verified.size >= verifiedTokensMax) verified.delete(verified.keys().next().value ?? '');
      verified.set(token, { principal, untilMs, by });
    },
    forget(gone) {
      // Seldom enough to look at all of them, a millisecond, instead of keeping a second map right.
      for (const [token, { by }] of verified) if (by === gone) verified.delete(token);
    },
  };
}
