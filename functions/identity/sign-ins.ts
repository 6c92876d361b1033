/** Who came in, and who tried to, as facts: an address is never said, and guessing at addresses of nobody fills no table. */

import { houseTenantId } from '#shared/function/principal.ts';
import type { RequestFacts } from '#shared/function/request-facts.ts';
import type { HttpTools } from '#shared/function/tools.ts';

type Tools = Pick<HttpTools<'none'>, 'record' | 'limits'>;

export interface Login {
  readonly of_tenant: string;
  readonly of_user: string;
}

/** 86,400 rows a day at most, some 40 MB, whoever guesses from however many addresses. */
const nobodys = { perSecond: 1, burst: 60 };

export function signedIn({ record }: Tools, request: RequestFacts, login: Login): Promise<void> {
  return record(
    {
      tenantId: login.of_tenant,
      traceparent: request.traceparent,
      by: { actor: { kind: 'user', id: login.of_user }, clientAddress: request.clientAddress },
    },
    {
      ...{ type: 'user.signed_in.v1', subject: login.of_user, partitionKey: login.of_tenant },
      data: { userId: login.of_user },
    },
  );
}

/** Written for an address of nobody too: an answer that comes sooner would say that it is nobody's. */
export async function signInRefused(
  { record, limits }: Tools,
  request: RequestFacts,
  login: Login | undefined,
): Promise<void> {
  if (login === undefined && !limits.take('sign-ins-of-nobody', nobodys).allowed) return;
  const tenantId = login?.of_tenant ?? houseTenantId;
  const userId = login?.of_user ?? null;
  await record(
    {
      ...{ tenantId, traceparent: request.traceparent },
      by: { actor: { kind: 'user', id: 'unknown' }, clientAddress: request.clientAddress },
    },
    {
      ...{ type: 'user.sign_in_refused.v1', subject: userId ?? 'unknown', partitionKey: tenantId },
      data: { userId },
    },
  );
}
