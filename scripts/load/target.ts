/** What a journey loads: a house at an address with a token that was given, or one started for it. */
import { randomUUID } from 'node:crypto';
import { type Cpu, serveHouse } from './serve.ts';

export interface Target {
  readonly url: string;
  readonly token: string;
  readonly channelToken: string;
  readonly broker: string;
  /** What it has used so far; undefined for a house that is elsewhere. */
  cpu(): Cpu | undefined;
  stop(): Promise<void>;
}

/** What was given from outside. */
export interface Given {
  readonly url: string;
  readonly token: string;
  readonly channelToken?: string | undefined;
  readonly broker?: string | undefined;
}

export function targetAt({ url, token, channelToken, broker }: Given): Target {
  return {
    ...{ url, token },
    channelToken: channelToken ?? token,
    broker: broker ?? `${url}/broker/inbound`,
    cpu: () => undefined,
    stop: async () => undefined,
  };
}

/** An ephemeral house of this machine, without limits of requests. */
export async function startTarget(): Promise<Target> {
  const { url, token, cpu, stop } = await serveHouse();
  const tenantId = randomUUID();
  const tokens = {
    token: await token(tenantId, 'tenant_admin'),
    channelToken: await token(tenantId, 'channel'),
  };
  return { ...targetAt({ url, ...tokens }), cpu, stop };
}
