/** Writes `load/capacity.md` from the stored run; with `--check` it only tells whether that is needed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Assumptions, inputsOf } from './capacity/inputs.ts';
import { capacityPage } from './capacity/page.ts';
import { keepGenerated } from './generated.ts';

const load = join(import.meta.dirname, '../load');
const generator = 'scripts/generate-capacity.ts';
const Machine = z.object({
  ...{ node: z.string(), cpu: z.string(), cores: z.number(), quick: z.boolean() },
  loadAverage: z.number().optional(),
});

const run: unknown = JSON.parse(await readFile(join(load, 'baselines/bench.json'), 'utf8'));
const given = Assumptions.parse(
  JSON.parse(await readFile(join(load, 'capacity.assumptions.json'), 'utf8')),
);
const { machine } = z.object({ machine: Machine }).parse(run);
const source = `From load/baselines/bench.json and load/capacity.assumptions.json, by ${generator}`;
const page = capacityPage(inputsOf(run), given, machine, source);
await keepGenerated({ 'load/capacity.md': page }, generator);
process.stdout.write(process.argv.includes('--show') ? page : '');
