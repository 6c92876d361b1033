/** `serai topics apply` on a real broker: what it shows, what it does, what it refuses. */
import { Admin } from '@platformatic/kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KafkaEngine, kafkaEngine } from '../engines/kafka.ts';
import { runCli } from './cli.ts';
import { topicsApply } from './commands/topics.ts';

let kafka: KafkaEngine;
let admin: Admin;
beforeAll(async () => {
  kafka = await kafkaEngine();
  admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.brokers] });
});
afterAll(async () => {
  await admin?.close();
  await kafka?.close();
});

async function apply(...options: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const out: string[] = [];
  let err = '';
  const code = await runCli([topicsApply], ['topics', 'apply', ...options], {
    env: { KAFKA_BROKERS: kafka.brokers },
    out: (line) => out.push(line),
    err: (text) => {
      err += text;
    },
    terminal: false,
  });
  return { code, out, err };
}

test('topics are shown, made as declared, found equal, and one of another size is refused', async () => {
  const dry = await apply('--dry-run');
  expect(dry.code).toBe(0);
  expect(dry.out).toContainEqual(
    expect.stringMatching(/^reservations\.commands +missing +8 partitions/),
  );
  expect(await admin.listTopics()).toEqual([]);

  expect(await apply()).toMatchObject({ code: 0, out: dry.out });
  expect(await admin.listTopics()).toContain('reservations.events.dead-letters');
  expect(await apply()).toEqual({ code: 0, out: ['Nothing differs.'], err: '' });

  await admin.incrementalAlterConfigs({
    resources: [
      {
        resourceType: 2,
        resourceName: 'reservations.commands',
        configs: [{ name: 'retention.ms', configOperation: 0, value: '1000' }],
      },
    ],
  });
  const altered = await apply();
  expect(altered.out).toEqual([
    expect.stringMatching(/^TOPIC/),
    expect.stringMatching(/^reservations\.commands +retention\.ms 1000 +259200000$/),
  ]);
  expect((await apply()).out).toEqual(['Nothing differs.']);

  await admin.createPartitions({ topics: [{ name: 'inbound', count: 9 }] });
  await admin.deleteTopics({ topics: ['properties.events'] });
  const refused = await apply();
  expect(refused.code).toBe(1);
  expect(refused.err).toBe(
    'serai: The number of partitions cannot be changed (inbound): keys would go to other writers. Nothing was done.\n',
  );
  expect(refused.out).toContainEqual(expect.stringMatching(/^inbound +9 partitions +8 partitions/));
  expect(await admin.listTopics()).not.toContain('properties.events');
});
