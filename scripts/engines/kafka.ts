/** A real Kafka, one broker on free ports of loopback, with listeners for TLS and SASL and for a proxy of the test's. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Admin } from '@platformatic/kafka';
import { makeCertificate } from './certificate.ts';
import { type Engine, startEngine } from './engine.ts';
import { freePorts } from './free-port.ts';
import { kafkaLibrary } from './kafka-library.ts';
import { needProgram } from './need-program.ts';
import { programs } from './programs.ts';

export interface KafkaEngine extends Engine {
  /** `host:port`, as KAFKA_BROKERS takes it. */
  readonly brokers: string;
  /** Only with `secured`. */
  readonly secured: SecuredListeners | undefined;
  /** Where the listener for a proxy is really; what it tells clients is the proxy's own address. */
  readonly proxied: string | undefined;
}

export interface SecuredListeners {
  readonly tls: string;
  readonly saslTls: string;
  readonly saslPlaintext: string;
  /** PEM. */
  readonly certificate: string;
  readonly username: string;
  readonly password: string;
}

export interface KafkaOptions {
  /** Listeners with TLS and with SASL (PLAIN, SCRAM-SHA-256 and -512). */
  readonly secured?: boolean;
  /** A listener that tells its clients to come back through this port of loopback. */
  readonly proxyPort?: number;
  /** As in production, for measurements: it starts slowly, and is quick after a minute. */
  readonly measured?: boolean;
  /** More of `server.properties`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Halves what a start costs, 11 s of CPU otherwise; most brokers of tests live for seconds. */
const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'] as const;
const smallHeap = ['-Xms128m', '-Xmx512m'] as const;
/** What Kafka's own script starts a broker with. */
const asServed = [
  ...['-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'],
  ...['-XX:InitiatingHeapOccupancyPercent=35', '-XX:+ExplicitGCInvokesConcurrent'],
  ...['-XX:MaxInlineLevel=15', '-Xms1g', '-Xmx1g'],
] as const;

const username = 'serai';
const password = 'only for tests $1';
/** Formatting takes 0.6 s; a minute is a machine that stands still. */
const formatMsMax = 60_000;
const answerMsMax = 2_000;

/** As short as a busy machine can keep, so that a member that died is followed soon. */
export const shortSessionMs = 3_000;
export const shortSessions: Readonly<Record<string, string>> = {
  'group.consumer.session.timeout.ms': String(shortSessionMs),
  'group.consumer.heartbeat.interval.ms': '300',
};

export async function kafkaEngine(options: KafkaOptions = {}): Promise<KafkaEngine> {
  const { secured = false, measured = false, proxyPort } = options;
  const java = await needProgram(programs.java);
  const classPath = join(await kafkaLibrary(), '*');
  const [plain = 0, control = 0, tls = 0, saslTls = 0, saslPlain = 0, proxy = 0] =
    await freePorts(6);
  const at = (port: number) => `127.0.0.1:${port}`;
  let certificate = '';

  async function prepare(directory: string): Promise<void> {
    const listeners: Listener[] = [
      { name: 'PLAINTEXT', protocol: 'PLAINTEXT', port: plain },
      ...(proxyPort === undefined
        ? []
        : [{ name: 'PROXIED', protocol: 'PLAINTEXT', port: proxy, told: proxyPort } as const]),
    ];
    const lines: Record<string, string> = {};
    if (secured) {
      const made = await makeCertificate(directory);
      certificate = made.certificate;
      listeners.push(
        { name: 'SSL', protocol: 'SSL', port: tls },
        { name: 'SASL_SSL', protocol: 'SASL_SSL', port: saslTls },
        { name: 'SASL_PLAINTEXT', protocol: 'SASL_PLAINTEXT', port: saslPlain },
      );
      Object.assign(lines, security(made.keyStore));
    }
    Object.assign(lines, addresses(listeners, control), {
      'log.dirs': join(directory, 'data'),
      ...options.settings,
    });
    const common = await readFile(join(import.meta.dirname, 'kafka/server.properties'), 'utf8');
    const own = Object.entries(lines).map(([name, value]) => `${name}=${value}`);
    const file = join(directory, 'server.properties');
    await writeFile(file, `${common}${own.join('\n')}\n`, { mode: 0o600 });
    const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name="${username}",password="${password}"]`,
    ]);
    await promisify(execFile)(
      java,
      [
        ...[...quickStart, '-Xmx128m', '-cp', classPath, 'kafka.tools.StorageTool', 'format'],
        ...['-t', randomUUID(), '-c', file, ...(secured ? scram : [])],
      ],
      { timeout: formatMsMax },
    );
  }

  const engine = await startEngine({
    name: 'kafka',
    prepare,
    command: (directory) => [
      java,
      ...(measured ? asServed : [...quickStart, ...smallHeap]),
      ...['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      ...['-cp', classPath, 'kafka.Kafka', join(directory, 'server.properties')],
    ],
    answers: () => answers(at(plain)),
  });
  return {
    ...engine,
    brokers: at(plain),
    proxied: proxyPort === undefined ? undefined : at(proxy),
    secured: secured
      ? {
          tls: at(tls),
          saslTls: at(saslTls),
          saslPlaintext: at(saslPlain),
          certificate,
          username,
          password,
        }
      : undefined,
  };
}

interface Listener {
  readonly name: string;
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT';
  readonly port: number;
  /** The port it tells its clients; its own when not given. */
  readonly told?: number;
}

function addresses(listeners: readonly Listener[], control: number): Record<string, string> {
  const controller = `CONTROLLER://127.0.0.1:${control}`;
  return {
    'controller.quorum.voters': `1@127.0.0.1:${control}`,
    listeners: [
      ...listeners.map(({ name, port }) => `${name}://127.0.0.1:${port}`),
      controller,
    ].join(','),
    'advertised.listeners': listeners
      .map(({ name, port, told }) => `${name}://127.0.0.1:${told ?? port}`)
      .join(','),
    'listener.security.protocol.map': [
      ...listeners.map(({ name, protocol }) => `${name}:${protocol}`),
      'CONTROLLER:PLAINTEXT',
    ].join(','),
  };
}

function security(keyStore: string): Record<string, string> {
  const plainModule =
    'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
    `user_${username}="${password}";`;
  const scramModule = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const modules = ['sasl_ssl', 'sasl_plaintext'].flatMap((listener) => [
    [`listener.name.${listener}.plain.sasl.jaas.config`, plainModule],
    [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`, scramModule],
    [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`, scramModule],
  ]);
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStore,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...Object.fromEntries(modules),
  };
}

/** An open port is not an answer: the broker has to know itself as one that takes requests. */
async function answers(broker: string): Promise<void> {
  const admin = new Admin({
    clientId: 'engine',
    bootstrapBrokers: [broker],
    connectTimeout: answerMsMax,
    timeout: answerMsMax,
    retries: 0,
  });
  try {
    const { brokers } = await admin.metadata({ topics: [] });
    if (brokers.size === 0) throw new Error('it does not know itself yet');
    // The coordinator of groups reads its own topic before it answers.
    const [coordinator] = await admin.findCoordinator({ keyType: 0, keys: ['engine'] });
    if (coordinator === undefined || coordinator.nodeId < 0)
      throw new Error('no coordinator of groups');
  } finally {
    await admin.close();
  }
}
