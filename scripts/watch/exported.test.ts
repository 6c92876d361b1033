/** What a running house answers Prometheus is what the catalogue says, and what alerts wait for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { catalogue, type Described } from '#shared/telemetry/catalogue.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { testDatabase } from '#shared/testing/database.ts';
import { startHouse } from '../serai/house.ts';

const known = new Map<string, Described>(Object.entries(catalogue));

/** The metric of a sample's name: a histogram has three endings. */
function metricOf(name: string): string {
  return known.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
}

test('A house tells of every worker, in names and labels that are known', async () => {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'serai-test-house-'));
  const house = await startHouse({
    ...{ home, port: 0, metricsPort: 0, databaseUrl: database.url },
    logger: logger({ level: 'silent', service: 'house' }),
  });
  await fetch(`${house.url}/v1/properties`);
  const text = await (await fetch(`http://127.0.0.1:${house.metricsPort}/metrics`)).text();
  await house.stop();
  await database.close();
  await rm(home, { recursive: true });

  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [
    name,
    type,
  ]);
  expect(types).toEqual(types.map(([name = '']) => [name, known.get(name)?.type]));
  const strange = [...text.matchAll(/^([a-z_]+)\{([^}]*)\} \S+$/gm)].flatMap(
    ([, name = '', labels = '']) => {
      const { labels: own = [] } = known.get(metricOf(name)) ?? {};
      return [...labels.matchAll(/([a-z_]+)="/g)]
        .map(([, label = '']) => label)
        .filter((label) => !own.includes(label) && !(label === 'le' && name.endsWith('_bucket')))
        .map((label) => `${name}{${label}}`);
    },
  );
  expect(strange).toEqual([]);
  expect(text).toContain(
    'serai_function_seconds_count{function="list-properties",status="401"} 1\n',
  );

  const workers = (await declarationsIn(process.cwd()))
    .filter(({ kind }) => kind === 'consumer' || kind === 'relay' || kind === 'subscriber')
    .map(({ name }) => `serai_readable{function="${name}"} 1`);
  expect(workers.length).toBeGreaterThan(5);
  expect(
    text
      .split('\n')
      .filter((line) => line.startsWith('serai_readable'))
      .toSorted(),
  ).toEqual(workers.toSorted());
});
