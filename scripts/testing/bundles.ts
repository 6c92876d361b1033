/** Functions as production runs them: bundles in a directory of their own, each a process with its environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { roleGrants, topics } from '#schema/product.ts';
import { newIssuerKey, tokenIssuer } from '#shared/http/issuer.ts';
import type { EventLog } from '#shared/log/log.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { systemClock, systemIds } from '#shared/system.ts';
import { bundle, functionFiles } from '../build.ts';
import { nodeOptions } from '../bundling/node-options.ts';
import { programBundles } from '../programs/programs.ts';

const root = join(import.meta.dirname, '../..');
const entry = join(root, 'scripts/serve.ts');

export interface Bundles {
  readonly directory: string;
  remove(): Promise<void>;
}

export async function buildBundles(names: readonly string[]): Promise<Bundles> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-bundles-'));
  const functions = (await functionFiles(root)).map((of) => ({ of, entry }));
  const all = [...functions, ...(await programBundles(root))];
  const wanted = all.filter(({ of }) => names.includes(of.name));
  await Promise.all(wanted.map((each) => bundle({ ...each, directory })));
  return { directory, remove: () => rm(directory, { recursive: true }) };
}

/** The topics of the product, made as the house makes them. */
export async function makeTopics(
  url: string,
  log: EventLog = postgresEventLog({ url, report: () => undefined }),
): Promise<void> {
  for (const topic of topics) await log.ensureTopic(topic);
  await log.close();
}

export interface Signing {
  /** What every function needs to check tokens. */
  readonly env: Readonly<Record<'SERAI_ISSUERS' | 'SERAI_SIGNING_SECRET', string>>;
  token(tenantId: string, role: string): Promise<string>;
}

const tokenSeconds = 3600;

export async function signing(): Promise<Signing> {
  const name = 'https://issuer.example';
  const issuer = await tokenIssuer({
    ...{ issuer: name, audience: 'serai', clock: systemClock, ids: systemIds },
    key: await newIssuerKey(systemIds),
  });
  const issuers = [
    {
      ...{ issuer: name, audience: 'serai', algorithms: ['EdDSA'], tenants: 'any' },
      keys: { jwks: { keys: issuer.publicKeys() } },
      roles: Object.fromEntries(Object.keys(roleGrants).map((role) => [role, role])),
    },
  ];
  return {
    env: {
      SERAI_ISSUERS: JSON.stringify(issuers),
      SERAI_SIGNING_SECRET: 'a secret that nobody else has, of some length',
    },
    token: (tenantId, role) =>
      issuer.sign(
        { sub: 'test', tenant_id: tenantId, roles: [role], scope_ids: 'all', client_id: 'test' },
        tokenSeconds,
      ),
  };
}

export interface FunctionProcess {
  readonly child: ChildProcess;
  /** Once it listens; rejects when the process ends before. */
  readonly url: Promise<string>;
  /** Everything it has written so far. */
  output(): string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function startFunction(
  bundles: Bundles,
  name: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): FunctionProcess {
  const child = spawn(
    process.execPath,
    [...nodeOptions, join(bundles.directory, name, 'main.js'), ...args],
    { env: { PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  const url = Promise.withResolvers<string>();
  url.promise.catch(() => undefined); // Not every test asks where it listens.
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      const port = /"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) url.resolve(`http://127.0.0.1:${port}`);
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => {
    url.reject(new Error(`${name} ended with ${code ?? signal}: ${lines.join('\n')}`));
    return code ?? signal;
  });
  return { child, url: url.promise, ended, output: () => lines.join('\n') };
}
