/** The guide for producers, as it is printed: each of its blocks is run, and what it sends arrives. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { EventLog } from '#shared/log/log.ts';
import { type KafkaEngine, kafkaEngine } from './engines/kafka.ts';
import { type TestHouse, testHouse } from './testing/house.ts';

const root = join(import.meta.dirname, '..');
const guide = await readFile(join(root, 'docs/produce-events.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(sh|js)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({
  language,
  text,
  id: /4\d{3}/.exec(text)?.[0] ?? '',
}));
const runMsMax = 60_000;

let kafka: KafkaEngine;
let log: EventLog;
let house: TestHouse;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  kafka = await kafkaEngine();
  const access = { brokers: [kafka.brokers], clientId: 'test' };
  log = kafkaEventLog({ access, report: () => undefined });
  house = await testHouse({ kafka: access });
  const token = await house.issuer.sign(
    {
      ...{ sub: 'ada', tenant_id: house.tenantId, roles: ['tenant_admin'] },
      ...{ scope_ids: 'all', client_id: 'doors' },
    },
    600,
  );
  env = { PATH: process.env['PATH'], API: house.url, TOKEN: token, KAFKA_BROKERS: kafka.brokers };
});
afterAll(async () => {
  await house?.stop();
  await log?.close();
  await kafka?.close();
});

async function run({ language, text, id }: (typeof blocks)[number]): Promise<string> {
  if (language === 'sh') {
    const { stdout } = await promisify(execFile)('bash', ['-euc', text], {
      env,
      timeout: runMsMax,
    });
    return stdout;
  }
  // Where its packages are found.
  await mkdir(join(root, '.serai'), { recursive: true });
  const file = join(root, `.serai/produce-${process.pid}-${id}.mjs`);
  await writeFile(file, text);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env,
      timeout: runMsMax,
    });
    return stdout;
  } finally {
    await rm(file);
  }
}

async function arrived(id: string) {
  const states = await log.partitions('inbound');
  const all = await Promise.all(
    states.map(({ firstOffset }, partition) =>
      log.read({ topic: 'inbound', partition }, firstOffset, 100),
    ),
  );
  return all.flat().flatMap((record) => {
    const event = eventOfRecord(record);
    return event === undefined || event.id !== id ? [] : [event];
  });
}

test('the guide has a block for each way', () => {
  expect(blocks.map(({ language, id }) => `${language} ${id}`)).toEqual([
    ...['sh 4711', 'sh 4712', 'js 4713', 'js 4714'],
  ]);
});

test.each(blocks)('$language block $id sends its event', async (block) => {
  const said = await run(block);
  if (block.language === 'sh') expect(said).toMatch(/^HTTP\/1\.1 202 /);
  const [event, ...others] = await vi.waitUntil(
    async () => {
      const found = await arrived(block.id);
      return found.length > 0 && found;
    },
    { timeout: runMsMax, interval: 100 },
  );
  expect(others).toEqual([]);
  const byDoor = block.id !== '4714';
  expect(event).toMatchObject({
    source: 'https://lock.example/door/12',
    type: 'com.example.door.opened.v1',
    datacontenttype: 'application/json',
    extensions: {
      partitionkey: byDoor ? `${house.tenantId}:room-12` : 'room-12',
      ...(byDoor && { tenantid: house.tenantId }),
    },
  });
  expect(JSON.parse(event?.data ?? '')).toEqual({ room: '12', by: 'key card' });
});

test('a token that may not produce is refused', async () => {
  const { status, body } = await (await house.as('front_desk')).send('POST', '/broker/inbound', {
    body: '{}',
    headers: {
      ...{ 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': '1' },
      ...{ 'ce-source': '/x', 'ce-type': 'x' },
    },
  });
  expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' });
});
