/**
 * `npm run -s hostile -- [--cases 50] [--seed N] [--report FILE]`: Schemathesis sends what the OpenAPI document
 * allows and what it does not to a house of its own, and we send CSV files; every answer is held to the document, and heard by us.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { httpDeclarations } from '#shared/openapi/checkout.ts';
import { serveHouse } from '../load/serve.ts';
import { standBetween } from '../testing/between.ts';
import { deskAt } from '../testing/desk.ts';
import { installed, pythonTools } from '../tools/python-tool.ts';
import { wholeOption } from '../whole-option.ts';
import { type Attack, attack } from './attack.ts';
import { attackCsv } from './csv.ts';
import { arriving, endless, knowing } from './document.ts';
import { Ears } from './ears.ts';
import { overheard } from './overheard.ts';
import { peopleOf, secretText } from './people.ts';
import { judged, table, type Verdict } from './verdict.ts';

const root = join(import.meta.dirname, '../..');
/** What the attacker carries; the token that may do what it asks for is put in on the way. */
const placeholder = 'Bearer somebody';
/** Of the cases: these hold anything, and the others come through the door. */
const [anythingPart, arrivingPart] = [0.35, 0.8];
/** From here on it is worth trying every limit of every member one by one, and what follows from what. */
const thoroughCasesMin = 500;
/** A short run sends what it has time for, and what arrives of a few dozen cases varies. */
const [shortPart, shortReachedPart] = [0.4, 0.15];
const reachedPart = 0.3;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '50' },
    seed: { type: 'string' },
    report: { type: 'string' },
  },
});
const cases = wholeOption('CASES', values.cases);
const seed = values.seed === undefined ? undefined : wholeOption('SEED', values.seed, 0, 2 ** 32);

const program = await installed(pythonTools.schemathesis, process.env);
const declarations = await httpDeclarations(root);
const text = await readFile(join(root, 'docs/openapi.json'), 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'serai-hostile-'));
const house = await serveHouse();
try {
  const people = await peopleOf(house);
  const ears = new Ears(declarations, { text: secretText, ids: people.secretIds });
  const between = await standBetween(house.url, overheard(ears, placeholder, people));
  const one = async (
    name: string,
    document: string,
    more: Pick<Attack, 'mode' | 'phases' | 'cases'>,
  ) => {
    const file = join(folder, `${name}.json`);
    await writeFile(file, document);
    const { url } = between;
    const right = await attack({
      ...{ program, document: file, url, authorization: placeholder, seed, ...more },
    });
    return { title: `${name}: as the document says`, faults: right ? [] : ['told above'] };
  };
  const isThorough = cases >= thoroughCasesMin;
  const thorough = isThorough ? (['coverage', 'stateful'] as const) : [];
  const verdicts: readonly Verdict[] = [
    await one('anything', knowing(text, people.known), {
      ...{ mode: 'all', phases: ['examples', 'fuzzing', ...thorough] },
      cases: Math.ceil(cases * anythingPart),
    }),
    await one('arriving', arriving(text, people.known), {
      ...{ mode: 'positive', phases: ['fuzzing'], cases: Math.ceil(cases * arrivingPart) },
    }),
    ...(await attackCsv({
      ...{ declarations, text, cases, seed: seed ?? Math.trunc(Math.random() * 2 ** 31) },
      sends: deskAt(between.url, people.tenantToken),
      looks: deskAt(house.url, people.tenantToken),
    })),
    ...judged(
      ears.heard,
      declarations.filter(({ route }) => !route.endsWith(endless)),
      isThorough
        ? { casesMin: cases, reachedPartMin: reachedPart }
        : { casesMin: cases * shortPart, reachedPartMin: shortReachedPart },
    ),
  ];
  await between.stop();
  process.stdout.write(`${table(ears.heard)}\n`);
  for (const { title, faults } of verdicts) {
    for (const fault of faults) process.stdout.write(`${title}: ${fault}\n`);
  }
  if (values.report !== undefined) await writeFile(values.report, reportOf(verdicts));
  process.exitCode = verdicts.every(({ faults }) => faults.length === 0) ? 0 : 1;
} finally {
  await house.stop();
  await rm(folder, { recursive: true, force: true });
}

/** The shape of vitest's report, so that the same reader counts both. */
function reportOf(verdicts: readonly Verdict[]): string {
  const assertionResults = verdicts.map(({ title, faults }) => ({
    ...{ title, status: faults.length === 0 ? 'passed' : 'failed' },
  }));
  return JSON.stringify({ testResults: [{ status: 'passed', assertionResults }] });
}
