/**
 * A namespace of its own on the cluster of KUBECONFIG, with Secrets, for a PostgreSQL on this machine.
 * `CLUSTER_HOST` is this machine as pods reach it; `LOAD_IMAGE` a command that gives the cluster's nodes an
 * archive of images, without which they are pushed to `REGISTRY`; without both the nodes have them already.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { roleOf } from '#shared/database/migration-roles.ts';
import { contextsOf } from '#shared/manifests/accounts.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { testDatabase, testServer } from '#shared/testing/database.ts';
import { succeed } from '../../images/succeed.ts';
import { type Signing, signing } from '../../testing/bundles.ts';
import { type Kubectl, kubectlOf } from '../kubectl.ts';
import { reachedAt } from './reached.ts';

const root = join(import.meta.dirname, '../../..');

export interface Trial {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly registry: string;
  readonly keys: Signing;
  /** Of the database's owner, past everything. */
  readonly owner: pg.Client;
  readonly ownerUrl: string;
  /** kubectl in the namespace; a refusal fails the test. */
  kube(...args: readonly string[]): Promise<string>;
  makeSecrets(): Promise<void>;
  close(): Promise<void>;
}

export async function openTrial(): Promise<Trial> {
  const host = process.env['CLUSTER_HOST'] || '127.0.0.1';
  const registry = process.env['REGISTRY'] || 'registry.local';
  const namespace = `serai-trial-${randomBytes(3).toString('hex')}`;
  const kubectl = kubectlOf(process.env);
  const database = await testDatabase({ empty: true });
  const reached = await reachedAt(host, Number(new URL(testServer().url).port));
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const keys = await signing();
  const kube = async (...args: readonly string[]): Promise<string> => {
    const ran = await kubectl.run(['-n', namespace, ...args]);
    if (!ran.ok) throw new Error(`kubectl ${args.join(' ')}: ${ran.err}`);
    return ran.out;
  };
  const urlAs = (user?: string): string => {
    const url = new URL(database.url);
    url.host = `${host}:${reached.port}`;
    if (user !== undefined) [url.username, url.password] = [user, password];
    return url.href;
  };
  const password = randomBytes(18).toString('hex');
  return {
    ...{ kubectl, namespace, registry, keys, owner, kube, ownerUrl: database.url },
    async makeSecrets() {
      // There already, where a test has made it otherwise.
      await kubectl.run(['create', 'namespace', namespace]);
      for (const context of contextsOf(await declarationsIn(root))) {
        const login = `${namespace.replaceAll('-', '_')}_${context}`;
        const url = context === 'upkeep' ? urlAs() : urlAs(login);
        if (context !== 'upkeep') await makeLogin(owner, context, login, password);
        await makeSecret(kubectl, namespace, `serai-${context}`, {
          DATABASE_URL: url,
          ...keys.env,
        });
      }
      await makeSecret(kubectl, namespace, 'serai-house', { DATABASE_URL: urlAs(), ...keys.env });
    },
    async close() {
      await kubectl.run(['delete', 'namespace', namespace, '--wait=false']);
      await owner.end();
      await reached.close();
      await database.close();
    },
  };
}

/** As a database's administrator makes it: one that may become the context's role, and is nothing itself. */
async function makeLogin(
  owner: pg.Client,
  context: string,
  login: string,
  password: string,
): Promise<void> {
  const own = roleOf(context);
  const roles = [own, `${own}_relay`, 'serai_telemetry', 'serai_identity_tokens', 'serai_log'];
  for (const role of roles)
    await owner.query(`do $$ begin
      create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
    exception when duplicate_object then null; end $$`);
  await owner.query(`create role ${login} login noinherit password '${password}'`);
  await owner.query(`grant ${roles.join(', ')} to ${login}`);
}

async function makeSecret(
  kubectl: Kubectl,
  namespace: string,
  name: string,
  stringData: Readonly<Record<string, string>>,
): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
  const ran = await kubectl.run(['apply', '-f', '-'], JSON.stringify(secret));
  if (!ran.ok) throw new Error(ran.err);
}

/** All of them from nothing are a minute of a processor, and ten beside other work. */
const imagesMsMax = 900_000;

/** Builds what has changed, and brings it to where the cluster's nodes find it, when it is said how. */
export async function bringImages(registry: string): Promise<void> {
  const load = process.env['LOAD_IMAGE'] ?? '';
  if (load === '' && (process.env['REGISTRY'] ?? '') === '') return;
  const node = (script: string, ...args: readonly string[]) =>
    succeed(process.execPath, [join(root, script), ...args], { cwd: root, msMax: imagesMsMax });
  await node('scripts/images/main.ts', '--registry', registry);
  if (load === '') {
    await node('scripts/images/push-main.ts', registry);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'serai-load-'));
  try {
    const archive = join(folder, 'images.tar');
    await succeed('tar', ['-C', join(root, 'dist/images'), '-cf', archive, '.'], { cwd: root });
    const [program = '', ...args] = load.split(' ').filter(Boolean);
    await succeed(program, [...args, archive], { cwd: root, msMax: imagesMsMax });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
