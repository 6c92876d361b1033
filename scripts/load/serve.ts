/** Starts a house of its own and gives tokens for whoever is needed. */
import type { RoleName } from '#schema/access.ts';
import { startChild } from '../bench/child.ts';
import { postmasterPid, processCpuUs, treeCpuUs } from '../bench/cpu.ts';
import type { Listening, Wanted } from './served-house.ts';

export interface Cpu {
  readonly serviceUs: number;
  readonly postgresUs: number;
}

export interface ServedHouse {
  readonly url: string;
  /** Of a tenant's people. */
  token(tenantId: string, ...roles: readonly RoleName[]): Promise<string>;
  operatorToken(): Promise<string>;
  /** What it has used so far. */
  cpu(): Cpu;
  stop(): Promise<void>;
}

export async function serveHouse(): Promise<ServedHouse> {
  const child = startChild({ module: 'scripts/load/served-house.ts' });
  const { port, databaseDirectory } = await child.next<Listening>();
  const postmaster = postmasterPid(databaseDirectory);
  const tokenOf = async (wanted: Wanted): Promise<string> =>
    (await child.ask<{ token: string }>(wanted)).token;
  return {
    url: `http://127.0.0.1:${port}`,
    token: (tenantId, ...roles) => tokenOf({ tenantId, roles }),
    operatorToken: () => tokenOf({ roles: ['operator'] }),
    cpu: () => ({ serviceUs: processCpuUs(child.pid), postgresUs: treeCpuUs(postmaster) }),
    stop: () => child.stop(),
  };
}
