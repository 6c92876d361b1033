/** Kills processes of the booking path at random moments under load, each time with commands on their way, and judges at the end from outside. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { deskAt, property } from '../testing/desk.ts';
import { type Evidence, gather } from './evidence.ts';
import { type Journal, journal } from './journal.ts';
import { judge } from './judge.ts';
import { startLoad } from './load.ts';
import { commandsSeen, type Phase, phasesOf } from './phases.ts';
import { type Component, type Stack, startStack } from './stack.ts';

export interface Kill {
  readonly component: Component;
  /** Of every command that was on its way. */
  readonly phases: readonly Phase[];
  /** Until bookings of every property succeeded again. */
  readonly recoveredMs: number;
}

export interface Campaign {
  readonly kills: readonly Kill[];
  readonly journal: Journal;
  readonly evidence: Evidence;
  readonly faults: readonly string[];
  /** For a look at the database afterwards. */
  readonly stack: Stack;
}

export interface CampaignOptions {
  readonly kills: number;
  told(kill: Kill): void;
}

const clients = 8;
const properties = 4;
/** Few enough that some nights are full before the end. */
const rooms = 4;
/** Between recovery and the next kill: a random moment of ordinary work. */
const quietMsMax = 500;
/** A command that was sent longer ago has arrived everywhere, or is in flight. */
const onItsWayMs = 15_000;
/** Leases, a restart of the database and the longest back-off together. */
const recoverMsMax = 60_000;

/** Who calls must stop the stack. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const stack = await startStack('open-property');
  try {
    await stack.ready();
    const tenantId = randomUUID();
    const token = await stack.signing.token(tenantId, 'tenant_admin');
    const propertyIds = await openProperties(stack, token);
    const kept = journal();
    const load = startLoad({
      ...{ url: stack.door, token, tenantId, client: 'test', propertyIds, clients },
      journal: kept,
    });
    const seen = commandsSeen();
    const kills: Kill[] = [];
    const deck: Component[] = [];
    while (kills.length < options.kills) {
      if (deck.length === 0) deck.push(...shuffled(stack.targets));
      await delay(Math.random() * quietMsMax);
      while (kept.inFlight().length === 0) await delay(1);
      const component = deck.pop() ?? 'postgres';
      const killedMs = performance.now();
      await stack.kill(component);
      const found = await look(stack, seen, kept);
      stack.goOn();
      await worksAgain(stack, kept, propertyIds);
      const kill = { component, phases: found, recoveredMs: performance.now() - killedMs };
      kills.push(kill);
      options.told(kill);
    }
    await load.stop();
    const evidence = await withOwner(stack, (owner) => gather(stack.databaseUrl, owner, rooms));
    return { kills, journal: kept, evidence, stack, faults: judge(kept, evidence) };
  } catch (error) {
    process.stderr.write(`${stack.output().slice(-20_000)}\n`);
    await stack.stop();
    throw error;
  }
}

async function openProperties(stack: Stack, token: string): Promise<string[]> {
  const desk = deskAt(stack.opening, token);
  const opened: string[] = [];
  while (opened.length < properties) {
    const { status, body } = await desk.post('/v1/properties', property(rooms));
    if (status !== 201) throw new Error(`a property was not opened: ${status}`);
    opened.push(body.id);
  }
  return opened;
}

/** What the kill left, while everything else stands still. */
async function look(
  stack: Stack,
  seen: ReturnType<typeof commandsSeen>,
  kept: Journal,
): Promise<Phase[]> {
  const log = postgresEventLog({ url: stack.databaseUrl, report: () => undefined });
  try {
    await seen.look(log);
  } finally {
    await log.close();
  }
  const since = performance.now() - onItsWayMs;
  const recent = kept.intents.filter(
    ({ sentMs, answers }) => answers.length === 0 || sentMs > since,
  );
  return withOwner(stack, (owner) => phasesOf(owner, seen, recent));
}

/** All processes are ready, and of every property a booking that was begun since has its answer. */
async function worksAgain(
  stack: Stack,
  kept: Journal,
  propertyIds: readonly string[],
): Promise<void> {
  const since = performance.now();
  const late = AbortSignal.timeout(recoverMsMax);
  const missing = new Set(propertyIds);
  while (missing.size > 0) {
    const intent = await Promise.race([kept.nextAnswer(), aborted(late)]);
    if (intent.sentMs > since) missing.delete(intent.propertyId);
  }
  await stack.ready();
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('the product does not work again'))),
  );
}

export async function withOwner<T>(
  stack: Pick<Stack, 'databaseUrl'>,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T> {
  const owner = await connectAsOwner(stack.databaseUrl, 'serai kills');
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
