/** The jars of Kafka, fetched once for all checkouts of this user, used only when each is the one we know. */
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { needProgram } from './need-program.ts';
import { programs } from './programs.ts';

export const kafkaVersion = '4.3.1';

/** Another version of the plug-in would be other code that runs here. */
const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
/** 44 MB take 30 s; ten minutes is a network that will not do it. */
const fetchMsMax = 600_000;
const beside = join(import.meta.dirname, 'kafka');

/** Resolves with the folder of the jars; `KAFKA_LIB` names one by hand. */
export async function kafkaLibrary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = env['KAFKA_LIB'];
  if (given !== undefined) return given;
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'serai');
  const library = join(cache, `kafka-${kafkaVersion}`);
  if (existsSync(library)) return library;
  const part = join(cache, `kafka-${kafkaVersion}.part-${process.pid}`);
  try {
    await mkdir(part, { recursive: true });
    await fetchInto(part);
    await check(join(part, 'lib'));
    // Another process may have been quicker; its jars are the same.
    await rename(join(part, 'lib'), library).catch(() => undefined);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return library;
}

async function fetchInto(folder: string): Promise<void> {
  // Maven is a Java program, and its package brings a Java only when none is there.
  await needProgram(programs.java);
  const maven = await needProgram(programs.maven);
  process.stderr.write(`fetching Kafka ${kafkaVersion}\n`);
  await copyFile(join(beside, 'pom.xml'), join(folder, 'pom.xml'));
  const args = ['-q', '-B', '-ntp', copyDependencies, '-DincludeScope=runtime'];
  try {
    await promisify(execFile)(maven, [...args, '-DoutputDirectory=lib'], {
      cwd: folder,
      timeout: fetchMsMax,
    });
  } catch (cause) {
    throw new SetupProblem('Maven did not fetch Kafka; say where its jars are with KAFKA_LIB=….', {
      cause,
    });
  }
}

async function check(library: string): Promise<void> {
  const wanted = await readFile(join(beside, 'sha256.txt'), 'utf8');
  const names = (await readdir(library)).toSorted();
  const found = await Promise.all(
    names.map(async (name) => `${hash('sha256', await readFile(join(library, name)))}  ${name}`),
  );
  const expected = wanted.trim().split('\n').toSorted();
  const strange = found.filter((line) => !expected.includes(line));
  const lacking = expected.filter((line) => !found.includes(line));
  if (strange.length + lacking.length === 0) return;
  throw new SetupProblem(
    `What Maven fetched is not the Kafka that is known: ${[...strange, ...lacking].join(', ')}.`,
  );
}
