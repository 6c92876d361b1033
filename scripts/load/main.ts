/**
 * `npm run -s load -- JOURNEY [--rate 20] [--duration 30s] [--p95-ms 1000] [--target URL] [--json FILE]`: loads a house of its own, or
 * the one at the address with TOKEN (and CHANNEL_TOKEN, BROKER) from the environment.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { installed, pythonTools } from '../tools/python-tool.ts';
import { sorry, wholeOption } from '../whole-option.ts';
import { journeys, runJourney } from './journey.ts';
import { report } from './report.ts';
import { secondsOf } from './sizes.ts';
import { startTarget, type Target, targetAt } from './target.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '20' },
    duration: { type: 'string', default: '30s' },
    'p95-ms': { type: 'string' },
    target: { type: 'string' },
    json: { type: 'string' },
  },
});

async function target(): Promise<Target> {
  if (values.target === undefined || values.target === '') return startTarget();
  const { TOKEN: token, CHANNEL_TOKEN: channelToken, BROKER: broker } = process.env;
  if (token === undefined) sorry('A house elsewhere wants TOKEN=… of a tenant administrator.');
  return targetAt({ url: values.target.replace(/\/+$/, ''), token, channelToken, broker });
}

const [name = ''] = positionals;
const journey = journeys.find((known) => known === name);
if (journey === undefined) sorry(`Say which journey with JOURNEY=…: ${journeys.join(', ')}.`);
const perSecond = wholeOption('RATE', values.rate);
const durationS = secondsOf(values.duration) ?? sorry('DURATION is like 30s, 5m or 1h.');
const p95MsMax =
  values['p95-ms'] === undefined ? undefined : wholeOption('P95_MS', values['p95-ms']);

const program = await installed(pythonTools.k6, process.env);
const house = await target();
// Ctrl-C reaches k6 too; it ends with its summary, and the house is stopped then.
process.on('SIGINT', () => undefined);
try {
  const outcome = await runJourney(program, { journey, perSecond, durationS, p95MsMax }, house);
  process.stdout.write(`${report(outcome)}\n`);
  if (values.json !== undefined && values.json !== '') {
    mkdirSync(dirname(values.json), { recursive: true });
    writeFileSync(values.json, `${JSON.stringify(outcome, undefined, 2)}\n`);
  }
  process.exitCode = outcome.ended === 'passed' ? 0 : 1;
} finally {
  await house.stop();
}
