/** CPU time to judge each request that a caller may send, by the door's schema and by ajv's of the same document. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { ownCpuUs } from './cpu.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import { candidates } from './request-inputs.ts';
import { type RequestSchema, requestSchemas } from './request-schemas.ts';

const goalRatio = 1;
const root = join(import.meta.dirname, '../..');
/** Few enough that a pass fits a core's caches, as at a door that sees one kind of request again and again. */
const inputsMax = 50;

interface Judged {
  readonly right: readonly unknown[];
  readonly wrong: readonly unknown[];
  /** What only the door refuses: rules that no JSON Schema can say, as "departure is not before arrival". */
  readonly beyond: number;
}

/** Both give one verdict on every input, or the door refuses by a rule of its own and nothing else. */
export function judged(schema: RequestSchema): Judged {
  const right: unknown[] = [];
  const wrong: unknown[] = [];
  let beyond = 0;
  for (const input of candidates(schema)) {
    // Both turn an address's texts into numbers in their place.
    const parsed = schema.zod.safeParse(structuredClone(input));
    const takenByAjv = schema.ajv(structuredClone(input));
    assert.equal(schema.ajvAll(structuredClone(input)), takenByAjv);
    if (parsed.success && takenByAjv) right.push(input);
    else if (!parsed.success && !takenByAjv) wrong.push(input);
    else if (parsed.error?.issues.every(({ code }) => code === 'custom')) beyond += 1;
    else {
      const said = parsed.success ? 'taken' : JSON.stringify(parsed.error.issues);
      const text = JSON.stringify(input).slice(0, 300);
      assert.fail(`${schema.name}: ${text} is ${said} here, ajv says ${takenByAjv}`);
    }
  }
  assert(
    right.length > 0 && wrong.length > 0,
    `${schema.name} takes something and refuses something`,
  );
  return { right: right.slice(0, inputsMax), wrong: wrong.slice(0, inputsMax), beyond };
}

/** What a door needs of a judge: whether the request is taken, and what is wrong with one that is not. */
type Judge = (input: unknown) => number;

function faultsByZod(schema: RequestSchema['zod']): Judge {
  return (input) => schema.safeParse(input).error?.issues.length ?? 0;
}

function faultsByAjv(validate: ValidateFunction): Judge {
  return (input) => (validate(input) ? 0 : (validate.errors?.length ?? 0));
}

/** Microseconds for an input; every verdict is counted, so that none is left out. */
function usPerInput(judge: Judge, inputs: readonly unknown[], count: number): number {
  const passes = Math.ceil(count / inputs.length);
  const fresh = Array.from({ length: passes }, () => inputs.map(copied)).flat();
  let refused = 0;
  const startedUs = ownCpuUs();
  for (const input of fresh) if (judge(input) > 0) refused += 1;
  const us = (ownCpuUs() - startedUs) / fresh.length;
  assert(refused === 0 || refused === fresh.length, 'the same verdicts as before');
  return us;
}

/** One level deep is all that is changed: the texts of a query become numbers in their place. */
function copied(input: unknown): unknown {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
    ? { ...input }
    : input;
}

interface Pair {
  readonly ours: number;
  readonly baseline: number;
}

interface Measured {
  readonly name: string;
  readonly right: Pair[];
  readonly wrong: Pair[];
  readonly judged: Judged;
}

function measureOnce(schema: RequestSchema, { right, wrong }: Judged, count: number) {
  const zod = faultsByZod(schema.zod);
  const pair = (validate: ValidateFunction, inputs: readonly unknown[]): Pair => ({
    ours: usPerInput(zod, inputs, count),
    baseline: usPerInput(faultsByAjv(validate), inputs, count),
  });
  // A refusal names every fault, so ajv's must too; a request that is right has none to go on for.
  return { right: pair(schema.ajv, right), wrong: pair(schema.ajvAll, wrong) };
}

function summaryOf(pairs: readonly Pair[]) {
  const ratios = pairs.map(({ ours, baseline }) => ours / baseline);
  return {
    ours: rounded(median(pairs.map(({ ours }) => ours))),
    baseline: rounded(median(pairs.map(({ baseline }) => baseline))),
    ratio: rounded(median(ratios)),
    spread: rounded(spread(ratios), 2),
  };
}

export async function bench({ quick, note }: BenchOptions): Promise<Figure> {
  const schemas = await requestSchemas(root);
  const all = schemas.map((schema): Measured & { readonly schema: RequestSchema } => ({
    ...{ schema, name: schema.name, right: [], wrong: [], judged: judged(schema) },
  }));
  const [warmUps, rounds, count] = quick ? [1, 3, 1_000] : [2, 7, 10_000];
  for (let at = 0; at < warmUps + rounds; at += 1) {
    for (const { schema, judged: inputs, right, wrong } of all) {
      const once = measureOnce(schema, inputs, count);
      if (at < warmUps) continue;
      right.push(once.right);
      wrong.push(once.wrong);
    }
  }
  const found = all.map(({ name, judged: inputs, right, wrong }) => ({
    ...{ name, right: summaryOf(right), wrong: summaryOf(wrong) },
    inputs: { right: inputs.right.length, wrong: inputs.wrong.length, beyond: inputs.beyond },
  }));
  for (const { name, right, wrong } of found)
    note(`${name}: ${right.ours} µs, ${right.ratio}×; refused ${wrong.ours} µs, ${wrong.ratio}×`);
  const worst = found.toSorted((one, other) => other.right.ratio - one.right.ratio)[0];
  assert(worst !== undefined, 'there are requests to judge');
  const { ours, baseline, ratio } = worst.right;
  return {
    ...{
      ours,
      baseline,
      ratio,
      unit: `CPU µs per valid request, ${worst.name}, the worst of ${found.length}`,
    },
    ...{ goal: `≤ ${goalRatio.toFixed(1)}× for each`, met: ratio <= goalRatio },
    details: {
      medianRatio: rounded(median(found.map(({ right }) => right.ratio))),
      missed: found.filter(({ right }) => right.ratio > goalRatio).map(({ name }) => name),
      schemas: Object.fromEntries(found.map(({ name, ...rest }) => [name, rest])),
    },
  };
}
