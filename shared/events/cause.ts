/** Where a fact comes from: what led to it, and who. */
import type { Principal } from '#shared/function/principal.ts';

/** What a fact inherits from what caused it. */
export interface Cause {
  readonly tenantId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string;
  readonly by: Doer;
}

/** Who does something, and where they are when a door saw them. */
export interface Doer {
  readonly actor: { readonly kind: Principal['kind']; readonly id: string };
  readonly clientAddress?: string | undefined;
}
