/**
 * `npm run -s bench -- [--json FILE] [--quick] [--data FILE] [--profile DIR] [name …]`: every figure against what
 * runs beside it in the same run. A wrong answer fails; a missed goal is said and does not, nor does an engine that
 * this machine cannot have.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Bench, Figure } from './figure.ts';
import { table } from './table.ts';

const root = join(import.meta.dirname, '../..');

/** Loaded one by one: what one of them imports must not weigh on the next. */
const benches: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  validation: () => import('./validation.ts'),
  quote: () => import('./quote.ts'),
  calendar: () => import('./calendar.ts'),
  property_search: () => import('./property-search.ts'),
  event_rows: () => import('./event-rows.ts'),
  rebuild: () => import('./rebuild.ts'),
  restart: () => import('./restart.ts'),
  answer: () => import('./answer.ts'),
  visible: () => import('./visible.ts'),
  decider: () => import('./decider.ts'),
  cold_start: () => import('./cold-start.ts'),
  submit: () => import('./submit.ts'),
  booking: () => import('./booking.ts'),
  booking_on_kafka: () => import('./booking-on-kafka.ts'),
  submit_to_kafka: () => import('./submit-to-kafka.ts'),
  submit_latency: () => import('./submit-latency.ts'),
  log_client: () => import('./log-client.ts'),
  footprint: () => import('./footprint.ts'),
  replay: () => import('./replay.ts'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    data: { type: 'string' },
    profile: { type: 'string' },
  },
});

/** The real data set lies beside the checkout or nowhere. */
function dataSet(): string | undefined {
  const beside = join(root, '../shared/data/hotel_bookings.csv.zip');
  return values.data ?? process.env['DATA'] ?? (existsSync(beside) ? beside : undefined);
}

const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.\n`,
  );
  process.exit(2);
}

const figures: Record<string, Figure> = {};
for (const [name, load] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { bench } = await load();
  const note = (line: string): void => void process.stderr.write(`${name}: ${line}\n`);
  try {
    figures[name] = await bench({
      ...{ note, quick: values.quick, data: dataSet(), profile: values.profile },
    });
  } catch (error) {
    // What this machine cannot have is told; the others are measured all the same.
    if (!(error instanceof SetupProblem)) throw error;
    note(`not run: ${error.message}`);
  }
}
if (values.json !== undefined) {
  mkdirSync(dirname(values.json), { recursive: true });
  const [, , loadAverage = 0] = loadavg();
  const machine = {
    ...{ node: process.version, cpu: cpus()[0]?.model, cores: cpus().length },
    // Of the last quarter of an hour: others' work shows in it, and in everybody's CPU time.
    loadAverage: Number(loadAverage.toFixed(1)),
  };
  writeFileSync(
    values.json,
    `${JSON.stringify({ ...figures, machine: { ...machine, quick: values.quick } }, undefined, 2)}\n`,
  );
}
process.stdout.write(`${table(figures)}\n`);
// Pools and agents of a finished benchmark have nothing left to say.
process.exit(0);
