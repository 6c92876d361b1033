/**
 * What a record costs: CPU µs of this process and of PostgreSQL, for appends in several batch sizes
 * and for reading, beside an empty statement as the yardstick of the machine. Counts are asserted.
 * `node shared/log/bench.ts [seconds per case]`
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { migrate } from '#shared/database/migrate.ts';
import { gatheredAppend } from './gather.ts';
import type { LogRecord } from './log.ts';
import { postgresEventLog } from './postgres.ts';
import { logSession } from './postgres-session.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const caseMs = Number(positionals[0] ?? 3) * 1_000;
const warmUpMs = 500;
const partitions = 4;
/** `/proc` counts in ticks of 10 ms on every Linux that Node runs on. */
const tickUs = 10_000;

const server = await embeddedPostgres({
  directory: await mkdtemp(join(tmpdir(), 'serai-log-bench-')),
});
await migrate({ url: server.url });
const log = postgresEventLog({
  url: server.url,
  report(problem, error) {
    throw new Error(problem, { cause: error });
  },
});
const session = logSession({
  url: server.url,
  role: 'serai_log',
  connectionsMax: partitions,
  applicationName: 'bench',
  statementTimeoutMs: 10_000,
});

/** About 1 kB, as a command travels: a third of it headers. */
function record(sequence: number): LogRecord {
  const id = `01990000-0000-7000-8000-${String(sequence).padStart(12, '0')}`;
  return {
    key: id,
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: '/somewhere/in/the/house',
      ce_type: 'something.happened.v1',
      ce_time: new Date(1_767_225_600_000 + sequence).toISOString(),
      ce_subject: id,
      ce_traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-${String(sequence).padStart(16, '0')}-01`,
      'content-type': 'application/json',
    },
    value: Buffer.alloc(700, `{"sequence":${sequence}}`),
  };
}

async function postgresCpuUs(): Promise<number> {
  const postmaster = (await readFile(join(server.directory, 'data/postmaster.pid'), 'utf8')).split(
    '\n',
  )[0];
  let ticks = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Children that have ended are counted with the postmaster.
    if (pid === postmaster)
      ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    else if (fields[1] === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * tickUs;
}

type Step = () => Promise<number>;

/** Runs the lanes side by side; each step says how many records it did. */
async function forMs(ms: number, lanes: readonly Step[]): Promise<number> {
  const until = performance.now() + ms;
  const done = await Promise.all(
    lanes.map(async (step) => {
      let records = 0;
      while (performance.now() < until) records += await step();
      return records;
    }),
  );
  return done.reduce((sum, count) => sum + count, 0);
}

let yardstickUs = 0;

async function measure(name: string, lanes: readonly Step[]): Promise<number> {
  const before = await forMs(warmUpMs, lanes);
  const serverBefore = await postgresCpuUs();
  const clientBefore = process.cpuUsage();
  const startMs = performance.now();
  const records = await forMs(caseMs, lanes);
  const seconds = (performance.now() - startMs) / 1_000;
  const client = process.cpuUsage(clientBefore);
  const clientUs = (client.user + client.system) / records;
  const serverUs = ((await postgresCpuUs()) - serverBefore) / records;
  const totalUs = clientUs + serverUs;
  yardstickUs ||= totalUs;
  process.stdout.write(
    `${name.padEnd(34)} client ${clientUs.toFixed(2).padStart(7)} µs  postgres ${serverUs.toFixed(2).padStart(7)} µs  ` +
      `${(totalUs / yardstickUs).toFixed(3).padStart(6)} × empty  ${Math.round(records / seconds)} records/s\n`,
  );
  return before + records;
}

async function stored(topic: string): Promise<number> {
  return (await log.partitions(topic)).reduce((sum, { nextOffset }) => sum + nextOffset, 0);
}

try {
  await measure(
    'an empty statement',
    Array.from({ length: partitions }, () => async () => {
      await session.run('select', []);
      return 1;
    }),
  );
  for (const size of [1, 16, 256]) {
    const topic = `bench-${size}`;
    await log.ensureTopic({ name: topic, partitions, retentionMs: null });
    const records = Array.from({ length: size }, (_, sequence) => record(sequence));
    const appended = await measure(
      `append, batches of ${size}`,
      Array.from({ length: partitions }, (_, partition) => async () => {
        assert.equal(await log.append({ topic, partition }, records), 'appended');
        return size;
      }),
    );
    assert.equal(await stored(topic), appended);
    const next = Array.from({ length: partitions }, () => 0);
    await measure(
      `read 256, batches of ${size}`,
      next.map((_, partition) => async () => {
        const read = await log.read({ topic, partition }, next[partition] ?? 0, 256);
        assert(read.every(({ offset }, index) => offset === (next[partition] ?? 0) + index));
        next[partition] = read.length === 0 ? 0 : (next[partition] ?? 0) + read.length;
        return read.length;
      }),
    );
  }
  const append = gatheredAppend(log);
  let sequence = 0;
  const callers = (topic: string): Step[] =>
    Array.from({ length: 256 }, (_, caller) => async () => {
      sequence += 1;
      assert.equal(
        await append({ topic, partition: caller % partitions }, [record(sequence)]),
        'appended',
      );
      return 1;
    });
  for (const topic of ['gathered', 'gathered-and-handled']) {
    await log.ensureTopic({ name: topic, partitions, retentionMs: null });
  }
  const gathered = await measure('gathered, 256 callers of 1 record', callers('gathered'));
  assert.equal(await stored('gathered'), gathered);

  let handled = 0;
  const subscription = await log.subscribe({
    group: 'bench',
    topic: 'gathered-and-handled',
    batchRecordsMax: 256,
    async open() {
      let position = 0;
      return {
        get position() {
          return position;
        },
        async handle(records) {
          position += records.length;
          handled += records.length;
        },
        close: async () => undefined,
      };
    },
    failed(_partition, error) {
      throw error;
    },
  });
  const appended = await measure('the same, and handled', callers('gathered-and-handled'));
  for (
    const deadline = performance.now() + 10_000;
    handled < appended && performance.now() < deadline;
  ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await subscription.stop();
  assert.equal(handled, appended);
} finally {
  await Promise.all([log.close(), session.close()]);
  await server.stop();
}
