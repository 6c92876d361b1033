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
  token(tenantId: string, ...roles: readonly RoleName[]): Promise<string>;
  /** What it has used so far. */
  cpu(): Cpu;
  stop(): Promise<void>;
}

export async function serveHouse(): Promise<ServedHouse> {
  const child = startChild({ module: 'scripts/load/served-house.ts' });
  const { port, databaseDirectory } = await child.next<Listening>();
  const postmaster = postmasterPid(databaseDirectory);
  return {
    url: `http://127.0.0.1:${port}`,
    async token(tenantId, ...roles) {
      const wanted: Wanted = { tenantId, roles };
      return (await child.ask<{ token: string }>(wanted)).token;
    },
    cpu: () => ({ serviceUs: processCpuUs(child.pid), postgresUs: treeCpuUs(postmaster) }),
    stop: () => child.stop(),
  };
}
