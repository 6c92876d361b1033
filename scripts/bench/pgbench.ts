/** What the baseline's SQL alone reaches: pgbench calls its function, without any service in front. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { businessDate, daysAhead } from '../../load/stays.ts';
import { postmasterPid, treeCpuUs } from './cpu.ts';
import type { Houses } from './houses.ts';
import { type Rival, rivalPool } from './rival.ts';

export interface SqlAlone {
  readonly perSecond: number;
  readonly postgresUs: number;
}

/** As long as a sealed guest, and as long as a fact with it. Ids of reservations and commands are of the time of their keys, with a hash behind it. */
const sealedCharacters = 220;
const factCharacters = 700;

function script({ properties, tenants }: Houses): string {
  return `\\set property random(1, ${properties - 1})
\\set tenant :property % ${tenants}
\\set day random(0, ${daysAhead - 1})
\\set nights random(1, 4)
\\set type random(0, 2)
select book(
  ('0199d000-0000-7000-9000-' || lpad(:tenant::integer::text, 12, '0'))::uuid,
  ('0199d000-0000-7000-8000-' || lpad(:property::integer::text, 12, '0'))::uuid,
  uuidv7(), uuidv7(), 'GmN0sM1cDk2mS1L5vQ0zXw', left(gen_random_uuid()::text, 18),
  date '${businessDate}' + :day::integer,
  date '${businessDate}' + :day::integer + :nights::integer,
  (array['SGL', 'DBL', 'STE'])[:type::integer + 1], array_fill(10000::bigint, array[:nights::integer]), 'EUR',
  2, 0, 0, 'PRT', null, '${'s'.repeat(sealedCharacters)}',
  '01990000-0000-7000-8000-000000000000', '${'k'.repeat(43)}', uuidv7(),
  '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-00', '${'f'.repeat(factCharacters)}');
`;
}

/**
 * As many bookings as a round of the service makes, or some more: the first change of a page after a checkpoint costs
 * most, so who books longer between two pays less for each. Undefined where there is no pgbench.
 */
export async function sqlAlone(
  rival: Rival,
  houses: Houses,
  bookings: number,
): Promise<SqlAlone | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-pgbench-'));
  const file = join(directory, 'book.sql');
  await writeFile(file, script(houses));
  const postmaster = postmasterPid(rival.server.directory);
  // As a round of the service: after one checkpoint, up to the end of the next.
  await rival.sql.query('checkpoint');
  const before = treeCpuUs(postmaster);
  try {
    const { stdout } = await promisify(execFile)('pgbench', [
      ...['--no-vacuum', '--protocol=prepared', `--client=${rivalPool}`, '--jobs=1'],
      ...[`--transactions=${Math.ceil(bookings / rivalPool)}`, `--file=${file}`, rival.server.url],
    ]);
    const transactions = Number(/actually processed: (\d+)/.exec(stdout)?.[1]);
    const failed = Number(/failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
    const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    if (failed > 0) throw new Error(`pgbench: ${failed} transactions failed`);
    await rival.sql.query('checkpoint');
    return { perSecond, postgresUs: (treeCpuUs(postmaster) - before) / transactions };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(directory, { recursive: true });
  }
}
