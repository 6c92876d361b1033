/** A new revision takes over while requests come at a steady rate from a client that asks nothing twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Loaded, openLoad, type Sent } from '../open-load.ts';
import { template } from '../revisions.ts';
import type { Tried } from '../tried.ts';

export interface RollOut {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
  next(index: number): Sent;
}

/** The client's own share of it: connections are open and both sides are warm before anything changes. */
const steadyMs = 10_000;

export async function rollOut({ revisions }: Tried, wanted: RollOut): Promise<Loaded> {
  const { name } = wanted;
  await revisions.revise(name, template({ 'min-scale': '1' }));
  const rolling = pause(steadyMs).then(() =>
    revisions.revise(name, template({}, { timeoutSeconds: 59 })),
  );
  const [loaded] = await Promise.all([openLoad(wanted), rolling]);
  return loaded;
}
