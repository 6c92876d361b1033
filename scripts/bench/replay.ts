/**
 * The whole data set through the product's own API, as `serai replay` does it: how long, how many
 * commands a second, the most memory Node held, and what a booking takes in the database. Its checks
 * are timed apart, and are part of the memory and of the CPU.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { smallBookings } from '../data/small-bookings.ts';
import { memoryOf, postmasterPid, processCpuUs, treeCpuUs } from './cpu.ts';
import type { BenchOptions, Figure } from './figure.ts';
import { rounded } from './figure.ts';

const goalSeconds = 180;
const goalBytes = 512 * 1024 * 1024;
const root = join(import.meta.dirname, '../..');
/** A replay that takes longer has stopped moving. */
const replayMsMax = 900_000;
const lookEveryMs = 100;

export async function bench({ quick, data, note }: BenchOptions): Promise<Figure> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-bench-replay-'));
  const server = await embeddedPostgres({ directory: join(directory, 'postgres') });
  const sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  const small = quick || data === undefined;
  const file = small ? join(directory, 'small.csv') : data;
  if (small) await writeFile(file, smallBookings());
  note(small ? 'a small data set; the real one is not measured' : file);
  try {
    const postmaster = postmasterPid(server.directory);
    const postgresBefore = treeCpuUs(postmaster);
    const startedMs = performance.now();
    const child = spawn(
      process.execPath,
      [
        ...['--require', './scripts/pinned-node.cjs', 'scripts/serai/main.ts', 'replay', file],
        ...['--home', join(directory, 'home'), '--database-url', server.url],
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env['PATH'] ?? '' } },
    );
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    let peak = 0;
    let nodeUs = 0;
    const { pid = 0 } = child;
    const ended = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), replayMsMax);
    while (child.exitCode === null && child.signalCode === null) {
      const memory = memoryOf(pid);
      if (memory !== undefined && memory.peak > 0) {
        peak = Math.max(peak, memory.peak);
        nodeUs = processCpuUs(pid);
      }
      await Promise.race([ended, delay(lookEveryMs)]);
    }
    clearTimeout(late);
    if (child.exitCode !== 0) throw new Error(`the replay failed: ${said.slice(-2000)}`);
    const wholeSeconds = (performance.now() - startedMs) / 1000;
    // An audit after it: three read models are made anew from every fact, among other things.
    const checksSeconds = Number(/([\d.]+) s of it for the checks/.exec(said)?.[1]);
    assert(checksSeconds > 0, `the replay does not say what its checks took: ${said.slice(-2000)}`);
    const seconds = wholeSeconds - checksSeconds;
    await sql.query('checkpoint');
    const postgresUs = treeCpuUs(postmaster) - postgresBefore;
    const { rows } = await sql.query<{ commands: number; bookings: number; bytes: number }>(
      `select (select count(*) from reservations.decisions)::float as commands,
         (select count(*) from reservations.reservations)::float as bookings,
         pg_database_size(current_database())::float as bytes`,
    );
    const { commands = 0, bookings = 0, bytes = 0 } = rows[0] ?? {};
    return {
      ours: rounded(seconds),
      unit: small ? 's, the small set' : 's, the whole set',
      goal: `≤ ${goalSeconds} s, ≤ 512 MB`,
      met: seconds <= goalSeconds && peak <= goalBytes,
      details: {
        ...{ small, commands, bookings },
        commandsPerSecond: Math.round(commands / seconds),
        checksSeconds: rounded(checksSeconds),
        peakMegabytes: Math.round(peak / 1024 / 1024),
        databaseBytesPerBooking: Math.round(bytes / bookings),
        databaseMegabytes: Math.round(bytes / 1024 / 1024),
        nodeUsPerCommand: rounded(nodeUs / commands),
        postgresUsPerCommand: rounded(postgresUs / commands),
      },
    };
  } finally {
    await sql.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
