import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { kafkaSettings } from './kafka-settings.ts';

const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';
const key = '-----BEGIN PRIVATE KEY-----\nverysecret\n-----END PRIVATE KEY-----\n';

function faultsOf(environment: Record<string, string>): readonly string[] {
  const found = kafkaSettings(environment, 'test');
  return 'faults' in found ? found.faults : [];
}

describe('The settings of Kafka', () => {
  test('are none where no brokers are named', () => {
    expect(kafkaSettings({}, 'test')).toEqual({ access: undefined });
  });

  test('name brokers, with spaces or without', () => {
    const found = kafkaSettings({ KAFKA_BROKERS: 'a:9092, b.example:9093' }, 'test');
    expect(found).toMatchObject({
      access: { brokers: ['a:9092', 'b.example:9093'], clientId: 'test', tls: undefined },
    });
  });

  test('keep what is secret to themselves', () => {
    const found = kafkaSettings(
      {
        KAFKA_BROKERS: 'a:1',
        KAFKA_TLS: 'true',
        KAFKA_TLS_CA: pem,
        KAFKA_TLS_CERT: pem,
        KAFKA_TLS_KEY: key,
        KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
        KAFKA_SASL_USERNAME: 'ada',
        KAFKA_SASL_PASSWORD: 'verysecret',
      },
      'test',
    );
    expect(found).toMatchObject({ access: { sasl: { username: 'ada' } } });
    const printed = `${inspect(found, { depth: null })} ${JSON.stringify(found)}`;
    expect(printed).not.toContain('verysecret');
  });
});

describe('A fault of the settings is named:', () => {
  test.each([
    [{ KAFKA_BROKERS: 'a' }, 'KAFKA_BROKERS: is not host:port,host:port'],
    [{ KAFKA_BROKERS: 'a:1,,b:2' }, 'KAFKA_BROKERS: is not host:port,host:port'],
    [{ KAFKA_TLS_CA: pem }, 'KAFKA_TLS_CA: is given without KAFKA_TLS=true'],
    [{ KAFKA_TLS: 'true', KAFKA_TLS_CA: 'ca.pem' }, 'KAFKA_TLS_CA: is not PEM'],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: pem },
      'KAFKA_TLS_KEY: and KAFKA_TLS_CERT belong together',
    ],
    [{ KAFKA_SASL_PASSWORD: 'x' }, 'KAFKA_SASL_PASSWORD: is given without KAFKA_SASL_MECHANISM'],
    [
      { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256', KAFKA_SASL_USERNAME: 'ada' },
      'KAFKA_SASL_PASSWORD: is missing, and KAFKA_SASL_MECHANISM is SCRAM-SHA-256',
    ],
    [
      { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_USERNAME: 'a', KAFKA_SASL_PASSWORD: 'b' },
      'KAFKA_TLS: is needed by KAFKA_SASL_MECHANISM=PLAIN, which hides nothing by itself',
    ],
  ])('%o', (environment, fault) => {
    expect(faultsOf(environment)).toEqual([fault]);
  });
});
