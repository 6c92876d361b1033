/** TLS and SASL against a real broker: what lets a client in, and what keeps it out. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaSettings } from '#shared/process/kafka-settings.ts';
import {
  type KafkaEngine,
  kafkaEngine,
  type SecuredListeners,
} from '../../scripts/engines/kafka.ts';
import { kafkaEventLog } from './kafka.ts';
import { LogUnavailable } from './log.ts';
import { keysOf, numbered, readAll } from './testing.ts';

let kafka: KafkaEngine;
let secured: SecuredListeners;
let made = 0;
beforeAll(async () => {
  kafka = await kafkaEngine({ secured: true });
  if (kafka.secured === undefined) throw new Error('it was asked for');
  secured = kafka.secured;
});
afterAll(() => kafka?.close());

/** By the settings of a process, as its environment has them. */
function logOf(environment: Record<string, string>) {
  const settings = kafkaSettings(environment, 'test');
  if (!('access' in settings) || settings.access === undefined) {
    throw new Error(inspect(settings));
  }
  return kafkaEventLog({ access: settings.access, report: () => undefined });
}

async function writesAndReads(environment: Record<string, string>): Promise<string[]> {
  const log = logOf(environment);
  made += 1;
  const topic = `secured-${made}`;
  try {
    await log.ensureTopic({ name: topic, partitions: 1, retentionMs: null });
    expect(await log.append({ topic, partition: 0 }, numbered(0, 2))).toBe('appended');
    return keysOf(await readAll(log, topic));
  } finally {
    await log.close();
  }
}

async function isKeptOut(environment: Record<string, string>): Promise<void> {
  const log = logOf(environment);
  try {
    await expect(log.partitions('any')).rejects.toThrow(LogUnavailable);
    expect(await log.append({ topic: 'any', partition: 0 }, numbered(0, 1))).toBe('refused');
  } finally {
    await log.close();
  }
}

const user = () => ({
  KAFKA_SASL_USERNAME: secured.username,
  KAFKA_SASL_PASSWORD: secured.password,
});
const tls = () => ({ KAFKA_TLS: 'true', KAFKA_TLS_CA: secured.certificate });

describe('A client is let in', () => {
  test('by TLS, when it knows who signed the certificate', async () => {
    expect(await writesAndReads({ KAFKA_BROKERS: secured.tls, ...tls() })).toEqual(['a-0', 'a-1']);
  });

  test.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])('by TLS and %s', async (mechanism) => {
    const environment = { ...tls(), ...user(), KAFKA_SASL_MECHANISM: mechanism };
    expect(await writesAndReads({ KAFKA_BROKERS: secured.saslTls, ...environment })).toEqual([
      'a-0',
      'a-1',
    ]);
  });

  test('by SCRAM alone, which tells nobody the password', async () => {
    const environment = { ...user(), KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512' };
    expect(await writesAndReads({ KAFKA_BROKERS: secured.saslPlaintext, ...environment })).toEqual([
      'a-0',
      'a-1',
    ]);
  });
});

describe('A client is kept out', () => {
  test('when nobody it trusts signed the certificate', async () => {
    await isKeptOut({ KAFKA_BROKERS: secured.tls, KAFKA_TLS: 'true' });
  });

  test('without TLS where there is TLS', async () => {
    await isKeptOut({ KAFKA_BROKERS: secured.tls });
  });

  test.each(['PLAIN', 'SCRAM-SHA-512'])('by a wrong password and %s', async (mechanism) => {
    await isKeptOut({
      ...tls(),
      KAFKA_BROKERS: secured.saslTls,
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: secured.username,
      KAFKA_SASL_PASSWORD: 'wrong',
    });
  });
});
