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

export interface RolledOut extends Loaded {
  /** Sent before, to a pod that had just started: what a roll-out meets has been running for a while. */
  readonly warmedBy: number;
}

const warm = { share: 0.25, seconds: 20 };
/** The client's own share of it: its connections are open before anything changes. */
const steadyMs = 10_000;

export async function rollOut({ revisions }: Tried, wanted: RollOut): Promise<RolledOut> {
  const { name, ratePerSecond } = wanted;
  await revisions.revise(name, template({ 'min-scale': '1' }));
  const warmed = await openLoad({
    ...wanted,
    ...{ ratePerSecond: ratePerSecond * warm.share, seconds: warm.seconds },
  });
  const rolling = pause(steadyMs).then(() =>
    revisions.revise(name, template({}, { timeoutSeconds: 59 })),
  );
  const [loaded] = await Promise.all([openLoad(wanted), rolling]);
  return { ...loaded, warmedBy: warmed.sent };
}
