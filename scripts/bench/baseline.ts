/** Whether a run of the benchmarks is worse than the stored one: by ratios, because machines and minutes differ. */
import * as z from 'zod';

const Figure = z.object({ ratio: z.number().positive().optional(), unit: z.string() });
const Machine = z.object({ quick: z.boolean() });

/** A run as `--json` writes it, read as far as it is compared. */
export interface Run {
  readonly quick: boolean;
  readonly ratios: Readonly<Record<string, number>>;
}

/** Of the stored ratio: between two runs of one tree ratios move by some ten per cent. */
export const worsePartMax = 0.2;

/** Throws on what is no run. */
export function parseRun(text: string): Run {
  const { machine, ...figures } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  const ratios = Object.entries(figures).flatMap(([name, figure]) => {
    const { ratio } = Figure.parse(figure);
    return ratio === undefined ? [] : [[name, ratio] as const];
  });
  return { quick: Machine.parse(machine).quick, ratios: Object.fromEntries(ratios) };
}

export interface Compared {
  readonly name: string;
  readonly stored: number;
  /** Undefined when the new run has not measured it. */
  readonly found: number | undefined;
  readonly worse: boolean;
}

/** Every stored ratio; one that was not measured is as bad as a worse one, because nobody knows. */
export function compare(stored: Run, found: Run): readonly Compared[] {
  return Object.entries(stored.ratios).map(([name, ratio]) => {
    const now = found.ratios[name];
    // Fractions are not exact: what is just at the limit is within it.
    const worse = now === undefined || now / ratio > 1 + worsePartMax + Number.EPSILON * 8;
    return { name, stored: ratio, found: now, worse };
  });
}

export function tableOf(compared: readonly Compared[]): string {
  return compared
    .map(({ name, stored, found, worse }) => {
      const now = found === undefined ? 'not measured' : `${found.toFixed(2)}×`;
      const verdict = worse ? 'worse' : 'as good';
      return `${name.padEnd(14)}stored ${`${stored.toFixed(2)}×`.padStart(8)}  now ${now.padStart(12)}  ${verdict}`;
    })
    .join('\n');
}
