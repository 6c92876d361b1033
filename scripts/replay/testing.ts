/** A house for tests of the replay, and the CLI as a person at it calls it. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../serai/cli.ts';
import { replay } from '../serai/commands/replay.ts';
import { deskAt } from '../testing/desk.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';
import type { HotelFigures } from './figures.ts';

export interface ReplayHouse extends TestHouse {
  /** A directory for this file's own things, with the operator's credentials in it. */
  readonly directory: string;
}

export async function replayHouse(): Promise<ReplayHouse> {
  const house = await testHouse();
  const directory = await mkdtemp(join(tmpdir(), 'serai-replay-'));
  const operator = { email: 'operator@house.example', password: 'a-password-for-tests' };
  const answer = await deskAt(house.url, await house.operatorToken()).post('/v1/users', {
    ...{ ...operator, name: 'Operator', roles: ['operator'], propertyIds: 'all' },
  });
  if (answer.status !== 201) throw new Error(`the operator was not made: ${answer.status}`);
  await writeFile(
    join(directory, 'credentials.json'),
    JSON.stringify({ url: house.url, users: [{ ...operator, role: 'operator' }] }),
  );
  return {
    ...house,
    directory,
    async stop() {
      await house.stop();
      await rm(directory, { recursive: true });
    },
  };
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly hotels: Readonly<Record<string, HotelFigures>>;
  readonly invariants: readonly {
    readonly name: string;
    readonly looked: number;
    readonly faults: readonly string[];
  }[];
}

function argsOf(house: ReplayHouse, file: string, more: readonly string[]): string[] {
  return ['replay', file, '--home', house.directory, '--database-url', house.database.url, ...more];
}

/** In this process. */
export async function replayed(
  house: ReplayHouse,
  file: string,
  ...more: readonly string[]
): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const json = join(house.directory, 'figures.json');
  await rm(json, { force: true });
  const code = await runCli([replay], argsOf(house, file, ['--json', json, ...more]), {
    env: {},
    out: (line) => void out.push(`${line}\n`),
    err: (text) => void err.push(text),
    terminal: false,
  });
  return { code, out: out.join(''), err: err.join(''), ...(await figuresIn(house.directory)) };
}

/** What a run wrote into the directory; nothing where it did not come so far. */
export async function figuresIn(directory: string): Promise<Pick<Ran, 'hotels' | 'invariants'>> {
  const file = join(directory, 'figures.json');
  return JSON.parse(await readFile(file, 'utf8').catch(() => '{"hotels":{},"invariants":[]}'));
}

const main = fileURLToPath(new URL('../serai/main.ts', import.meta.url));

/** In a process of its own, to be killed. */
export function startReplay(house: ReplayHouse, file: string, ...more: readonly string[]) {
  return spawn(process.execPath, [main, ...argsOf(house, file, more)], { stdio: 'ignore' });
}

/** In a process of its own that starts its own house, database and all. */
export function alone(home: string, file: string) {
  const json = join(home, 'figures.json');
  return spawn(process.execPath, [main, 'replay', file, '--home', home, '--json', json], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Neither a house that runs on this machine nor its database.
    env: { ...process.env, SERAI_URL: undefined, DATABASE_URL: undefined },
  });
}
