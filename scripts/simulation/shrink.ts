/** Takes away what a failure does not need, piece by piece, until nothing more can go or the budget is spent. */
import type { Outcome, Script } from './run-seed.ts';

/** A minute or two; a history of ten requests is as good as one of nine. */
const runsMax = 120;

export async function shrink(
  script: Script,
  run: (script: Script) => Promise<Outcome>,
): Promise<{ readonly script: Script; readonly outcome: Outcome }> {
  let best = script;
  let outcome = await run(script);
  let runs = 0;

  async function fails(candidate: Script): Promise<boolean> {
    if (runs >= runsMax) return false;
    runs += 1;
    const tried = await run(candidate);
    if (tried.problems.length === 0) return false;
    best = candidate;
    outcome = tried;
    return true;
  }

  /** Halves first, then ever smaller pieces. */
  async function reduce<T>(list: () => readonly T[], put: (list: readonly T[]) => Script) {
    for (let size = Math.ceil(list().length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < list().length && runs < runsMax; ) {
        const without = [...list().slice(0, at), ...list().slice(at + size)];
        if (!(await fails(put(without)))) at += size;
      }
    }
  }

  await reduce(
    () => best.faults,
    (faults) => ({ ...best, faults }),
  );
  await reduce(
    () => best.operations,
    (operations) => ({ ...best, operations }),
  );
  await reduce(
    () => best.faults,
    (faults) => ({ ...best, faults }),
  );
  return { script: best, outcome };
}
