/**
 * What a change must satisfy before any behaviour is tried: types, lint, generated files, what the last
 * release promised, laws.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, stopAll } from './processes.ts';

interface Step {
  readonly name: string;
  readonly command: string;
}

const node = './node_modules/node/bin/node';

const steps: readonly Step[] = [
  { name: 'types', command: `${node} ./node_modules/typescript/bin/tsc --noEmit -p .` },
  {
    // The page's own code runs in browsers, so it is checked against theirs.
    name: "the page's types",
    command: `${node} ./node_modules/typescript/bin/tsc --noEmit -p functions/console/web`,
  },
  {
    // Journeys run in k6, which has its own globals and none of Node's.
    name: "the journeys' types",
    command: `${node} ./node_modules/typescript/bin/tsc --noEmit -p load/journeys`,
  },
  {
    name: 'lint',
    command: `${node} ./node_modules/@biomejs/biome/bin/biome ci --error-on-warnings --colors=off .`,
  },
  { name: 'generated files', command: `${node} scripts/generate.ts --check` },
  { name: 'compatibility', command: `${node} scripts/compatibility/main.ts` },
  {
    name: 'laws',
    command:
      `${node} ./node_modules/vitest/vitest.mjs run --configLoader native --project laws ` +
      '--reporter=dot --reporter=json --outputFile.json="$LAWS"',
  },
];

/** Each takes seconds; four minutes together is a machine that stands still. */
const stepMsMax = 120_000;

/** The shape of vitest's report, so that the same reader counts both. */
interface TestFile {
  readonly status: string;
  readonly assertionResults: readonly { readonly title?: string; readonly status: string }[];
}

function lawsReported(file: string): readonly TestFile[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    // Broke before it reported: the step itself counts as the failure.
    return [];
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { report: { type: 'string' } } });
  const folder = mkdtempSync(join(tmpdir(), 'serai-check-'));
  const laws = join(folder, 'laws.json');
  process.once('SIGINT', () => stopAll('SIGTERM'));
  process.once('SIGTERM', () => stopAll('SIGTERM'));
  const ended = await Promise.all(
    steps.map(async ({ name, command }) => {
      const { exit, tookMs, output } = await run(command, {
        budgetMs: stepMsMax,
        // Colours are for a terminal, and what is kept is read in a log as well.
        env: { LAWS: laws, NO_COLOR: '1' },
        output: 'keep',
      });
      const state = exit === null ? 'too slow' : exit === 0 ? 'ok' : 'failed';
      process.stdout.write(
        `${exit === 0 ? '' : output}${name.padEnd(16)} ${state.padEnd(8)} ${(tookMs / 1000).toFixed(1)} s\n`,
      );
      return { title: name, status: exit === 0 ? 'passed' : 'failed' };
    }),
  );
  if (values.report !== undefined) {
    const counted = lawsReported(laws);
    const own = ended.filter(({ title }) => title !== 'laws' || counted.length === 0);
    const file: TestFile = { status: 'passed', assertionResults: own };
    writeFileSync(values.report, JSON.stringify({ testResults: [file, ...counted] }));
  }
  rmSync(folder, { recursive: true, force: true });
  return ended.every(({ status }) => status === 'passed') ? 0 : 1;
}

process.exitCode = await main();
