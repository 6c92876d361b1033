/** Keycloak as its makers pack it, fetched once for all checkouts of this user, used only when it is the one we know. */
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { needProgram } from '../engines/need-program.ts';
import { programs } from '../engines/programs.ts';

const version = '26.7.3';
const archive = `keycloak-quarkus-dist-${version}.tar.gz`;
const archiveSha256 = '77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47';
const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
/** 176 MB take a minute; ten are a network that will not do it. */
const fetchMsMax = 600_000;
const run = promisify(execFile);

/** Resolves with its folder; `KEYCLOAK_HOME` names one by hand. */
export async function keycloakFolder(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = env['KEYCLOAK_HOME'];
  if (given !== undefined) return given;
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'serai');
  const folder = join(cache, `keycloak-${version}`);
  if (existsSync(folder)) return folder;
  const part = join(cache, `keycloak-${version}.part-${process.pid}`);
  try {
    await mkdir(part, { recursive: true });
    await fetchInto(part);
    const bytes = await readFile(join(part, archive));
    if (hash('sha256', bytes) !== archiveSha256)
      throw new SetupProblem('What Maven fetched is not the Keycloak that is known.');
    await run('tar', ['xzf', archive], { cwd: part });
    // Another process may have been quicker; its copy is the same.
    await rename(join(part, `keycloak-${version}`), folder).catch(() => undefined);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return folder;
}

async function fetchInto(folder: string): Promise<void> {
  await needProgram(programs.java);
  const maven = await needProgram(programs.maven);
  process.stderr.write(`fetching Keycloak ${version}\n`);
  const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`;
  try {
    await run(maven, ['-q', '-B', '-ntp', copy, `-Dartifact=${artifact}`, '-DoutputDirectory=.'], {
      cwd: folder,
      timeout: fetchMsMax,
    });
  } catch (cause) {
    throw new SetupProblem(
      'Maven did not fetch Keycloak; say where it is unpacked with KEYCLOAK_HOME=….',
      { cause },
    );
  }
}
