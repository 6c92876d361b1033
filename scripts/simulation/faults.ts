/** What may go wrong and where: every fault that a phase of the work can meet, and what a seed chooses of them. */
import type { Dice } from './dice.ts';

const process = ['crash before', 'crash after', 'pause', 'late answer'] as const;
const reading = [...process, 'unavailable'] as const;
const writing = [
  ...reading,
  'lost in a statement',
  'crash in a statement',
  'lost before COMMIT',
  'COMMIT lost',
  'COMMIT done, answer lost',
  'COMMIT answers ROLLBACK',
] as const;
const appending = [
  ...process,
  'refused',
  'unknown, nothing there',
  'unknown, some there',
  'unknown, all there',
  'twice',
  'again later',
] as const;
const feeding = [...process, 'older offset', 'rebalance', 'refused'] as const;
const messaging = ['lost', 'late', 'twice'] as const;
const asking = ['lost', 'late', 'twice', 'crash after'] as const;
const clocks = ['jump ahead', 'jump back'] as const;

/** The phases of a booking's way, each with what can happen to it there. */
export const faultsOf = {
  'door request': asking,
  'door read': reading,
  'door append': appending,
  'door answer': ['lost', 'late'],
  'door clock': clocks,
  'decider open': writing,
  'decider feed': feeding,
  'decider load': reading,
  'decider commit': writing,
  'decider reply': messaging,
  'decider clock': clocks,
  'relay wake': messaging,
  'relay look': writing,
  'relay append': appending,
  'relay move': writing,
  'projector open': writing,
  'projector feed': feeding,
  'projector read': reading,
  'projector commit': writing,
  'dispatcher open': writing,
  'dispatcher feed': feeding,
  'dispatcher request': asking,
  'dispatcher answer': ['lost', 'late'],
  'dispatcher store': writing,
  'dispatcher clock': clocks,
  'subscriber commit': writing,
  'log clock': clocks,
} as const satisfies Record<string, readonly string[]>;

export type Phase = keyof typeof faultsOf;
export type FaultKind = (typeof faultsOf)[Phase][number];

export interface Fault {
  /** From then on the next such phase meets it. */
  readonly atMs: number;
  readonly phase: Phase;
  readonly kind: FaultKind;
  /** 0 to 999: how long, how much, which; each kind reads it in its own way. */
  readonly size: number;
}

const phases = Object.keys(faultsOf) as Phase[];

/** Every fault × phase there is, in one fixed order. */
export const cells: readonly { readonly phase: Phase; readonly kind: FaultKind }[] = phases.flatMap(
  (phase) => faultsOf[phase].map((kind) => ({ phase, kind })),
);

/** A process opens its partitions when it starts, and seldom afterwards. */
const atStart: ReadonlySet<Phase> = new Set(['decider open', 'projector open', 'dispatcher open']);

/**
 * Chosen so that seeds which follow each other visit all cells: the first two walk through the
 * table, the others are drawn from it.
 */
export function drawFaults(
  seed: number,
  chance: Dice,
  openMs: number,
  stormMs: number,
): readonly Fault[] {
  const count = chance.between(5, 11);
  return Array.from({ length: count }, (_, at): Fault => {
    const place = at < 2 ? (2 * seed + at) % cells.length : chance.below(cells.length);
    const { phase, kind } = cells[place] ?? { phase: 'door read', kind: 'unavailable' };
    const early = atStart.has(phase) && chance.chance(0.8);
    const atMs = early ? 0 : openMs + chance.below(Math.floor(stormMs * 0.85));
    return { atMs, phase, kind, size: chance.below(1000) };
  });
}

export interface FaultPlan {
  /** The fault this phase meets now, if any. It is not met again. */
  take(phase: Phase, nowMs: number): Fault | undefined;
  /** From now on nothing goes wrong. */
  end(): void;
  readonly hit: readonly Fault[];
}

export function faultPlan(faults: readonly Fault[]): FaultPlan {
  const waiting = new Set(faults);
  const hit: Fault[] = [];
  return {
    hit,
    take(phase, nowMs) {
      for (const fault of waiting) {
        if (fault.phase !== phase || fault.atMs > nowMs) continue;
        waiting.delete(fault);
        hit.push(fault);
        return fault;
      }
      return undefined;
    },
    end: () => waiting.clear(),
  };
}
