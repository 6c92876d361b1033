/** What a journey loads: a house at an address with a token that was given, or one started for it. */
import { randomUUID } from 'node:crypto';
import type { RoleName } from '#schema/access.ts';
import { startChild } from '../bench/child.ts';
import { postmasterPid, processCpuUs, treeCpuUs } from '../bench/cpu.ts';
import type { Listening } from './served-house.ts';

export interface Cpu {
  readonly serviceUs: number;
  readonly postgresUs: number;
}

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
  const child = startChild({ module: 'scripts/load/served-house.ts' });
  const { port, databaseDirectory } = await child.next<Listening>();
  const tenantId = randomUUID();
  const tokenOf = async (role: RoleName): Promise<string> =>
    (await child.ask<{ token: string }>({ tenantId, role })).token;
  const url = `http://127.0.0.1:${port}`;
  const postmaster = postmasterPid(databaseDirectory);
  return {
    ...targetAt({
      url,
      token: await tokenOf('tenant_admin'),
      channelToken: await tokenOf('channel'),
    }),
    cpu: () => ({
      serviceUs: processCpuUs(child.pid),
      postgresUs: treeCpuUs(postmaster),
    }),
    stop: () => child.stop(),
  };
}
