/** `make deploy` on a real cluster: what it refuses, what it does once, and that it does nothing the second time. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Found } from '#shared/manifests/object.ts';
import { doctor } from '../../serai/commands/doctor.ts';
import { say } from '../../serai/testing.ts';
import { deskAt, property, stay } from '../../testing/desk.ts';
import { apply } from '../apply.ts';
import { deployCommand, undeployCommand } from '../commands.ts';
import { giveDefinitions } from '../definitions.ts';
import { overlayOf } from '../overlay.ts';
import { profileNamed } from '../profiles.ts';
import { bringImages, openTrial, type Trial } from './trial.ts';

const root = join(import.meta.dirname, '../../..');
const overlay = 'scripts/cluster/trial/light';
const tenantId = randomUUID();

let trial: Trial;
let folder: string;

beforeAll(async () => {
  trial = await openTrial();
  folder = await mkdtemp(join(tmpdir(), 'serai-cluster-'));
  await bringImages(trial.registry);
  const crds = resolve(root, process.env['CRDS'] || '../shared/crds');
  const { product } = overlayOf(profileNamed('light'), overlay, { namespace: trial.namespace });
  await giveDefinitions(trial.kubectl, crds, product);
});
afterAll(async () => {
  await trial.close();
  await rm(folder, { recursive: true, force: true });
});

const target = (more: readonly string[] = []) => [
  ...['--profile', 'light', '--overlay', overlay, '--namespace', trial.namespace],
  ...['--registry', trial.registry, ...more],
];
const deployed = (more: readonly string[] = [], env = process.env) =>
  say([deployCommand], ['deploy', ...target(more)], env);
const urlOf = async (name: string) =>
  (
    await trial.kube('get', 'services.serving.knative.dev', name, '-o', 'jsonpath={.status.url}')
  ).trim();
const namespaceThere = async () =>
  (await trial.kubectl.run(['get', 'namespace', trial.namespace])).ok;

/** A kubeconfig for the same cluster, of an account that may do nothing. */
async function powerless(): Promise<string> {
  const shown = await trial.kubectl.run(['config', 'view', '--raw', '--minify', '-o', 'json']);
  const config = JSON.parse(shown.out);
  await trial.kubectl.run(['-n', 'default', 'create', 'serviceaccount', 'serai-nobody']);
  const token = await trial.kubectl.run(['-n', 'default', 'create', 'token', 'serai-nobody']);
  config.users = [{ name: config.contexts[0].context.user, user: { token: token.out.trim() } }];
  const file = join(folder, 'powerless');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

describe('A deployment is refused, and nothing is changed', () => {
  test('without Secrets', async () => {
    const { code, err } = await deployed();
    expect(err).toContain('WRONG  secrets');
    expect(err).toContain(
      'there is no Secret serai-house (DATABASE_URL, SERAI_ISSUERS, SERAI_SIGNING_SECRET)',
    );
    expect(err).toMatch(/things are wrong; nothing was changed\.\n$/);
    expect([code, await namespaceThere()]).toEqual([1, false]);
  });

  test('without rights', async () => {
    const { code, err } = await deployed([], { ...process.env, KUBECONFIG: await powerless() });
    expect(err).toMatch(/WRONG {2}rights +you may not create, get, list, patch /);
    expect([code, await namespaceThere()]).toEqual([1, false]);
  });

  test('where a name is taken', async () => {
    await trial.kubectl.run(['create', 'namespace', trial.namespace]);
    await trial.kube('create', 'service', 'clusterip', 'house', '--tcp=80');
    const { code, err } = await deployed();
    expect(err).toContain(`Service house of ${trial.namespace} belong to somebody else`);
    expect(code).toBe(1);
    await trial.kube('delete', 'service', 'house');
  });

  test('and the doctor says of another profile what there is and what is wrong', async () => {
    const { out, err } = await say(
      [doctor],
      ['doctor', '--cluster', '--profile', 'standard', '--namespace', trial.namespace],
      process.env,
    );
    expect(err).toMatch(/^serai: \d+ things are wrong\.\n$/);
    expect(out).toMatch(/ok +cluster +Kubernetes 1\.\d+/);
    expect(out).toMatch(/WRONG +secrets +there is no Secret serai-upkeep \(DATABASE_URL/);
  });
});

describe('A deployment', () => {
  test('whose image cannot be pulled says so, and the next one goes on from there', async () => {
    await trial.makeSecrets();
    const { code, err } = await deployed(['--tag', '0.0.0-nowhere', '--wait-seconds', '120']);
    expect(err).toMatch(/serai: .*(?:cannot pull|has no) .*serai\/set-up:0\.0\.0-nowhere/);
    expect(code).toBe(1);
  });

  test('brings everything, waits until it works and prints where it answers', async () => {
    const { code, out, err } = await deployed();
    expect(err.split('\n').filter((line) => line.startsWith('serai:'))).toEqual([]);
    expect(out).toMatch(
      /\d+ of \d+ objects are new or changed\.\nSerai answers at http:\/\/\S+\n$/,
    );
    expect(code).toBe(0);
  });

  test('changes nothing the second time', async () => {
    const versions = async () =>
      trial.kube(
        'get',
        'configmaps,serviceaccounts,networkpolicies,services.serving.knative.dev,httproutes,deployments,jobs',
        '-l',
        'app.kubernetes.io/part-of=serai',
        '-o',
        'jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.generation} {.metadata.uid}{"\\n"}{end}',
      );
    const before = await versions();
    const { code, out } = await deployed();
    expect(out).toMatch(/^All \d+ objects were as they shall be\.\n/);
    expect(code).toBe(0);
    expect(await versions()).toBe(before);
  });

  test('removes what an earlier version had, and nothing that somebody else has made', async () => {
    const { namespace, kubectl } = trial;
    const labels = { 'app.kubernetes.io/part-of': 'serai' };
    const made = (kind: string, name: string): Found => {
      const whole = { apiVersion: 'v1', kind, metadata: { name, namespace, labels } };
      return { apiVersion: 'v1', kind, name, whole };
    };
    const [old, secret] = [made('ConfigMap', 'carry-parcel'), made('Secret', 'parcels')];
    await apply([old, secret], { kubectl, force: false });
    await trial.kube('create', 'configmap', 'mine');
    await trial.kube('label', 'configmap', 'mine', 'app.kubernetes.io/part-of=serai');
    const told = await say([doctor], ['doctor', '--cluster', ...target()], process.env);
    expect(told.out).toMatch(/ok +left over +a deployment will remove ConfigMap carry-parcel\n/);
    const { code, out, err } = await deployed();
    expect(err).toContain('removing what an earlier version had: ConfigMap carry-parcel\n');
    expect(out).toMatch(/ as they shall be\.\n1 of an earlier version were removed\.\n/);
    expect(code).toBe(0);
    const names = await trial.kube('get', 'configmaps,secrets', '-o', 'name');
    expect(names).not.toContain('configmap/carry-parcel');
    expect(names).toContain('configmap/mine');
    expect(names).toContain('secret/parcels');
    await trial.kube('delete', 'configmap/mine', 'secret/parcels');
  });

  test('leaves a field that somebody else has set to them, and says whose it is', async () => {
    await trial.kube(
      'patch',
      'configmap',
      'serai-settings',
      '--field-manager=somebody',
      '-p',
      '{"data":{"LOG_LEVEL":"debug"}}',
    );
    const { code, err } = await deployed();
    expect(err).toContain(
      'serai: somebody has set .data.LOG_LEVEL since: undo that, or take it over with FORCE=1.',
    );
    expect(code).toBe(1);
    const forced = await deployed(['--force']);
    expect(forced.out).toMatch(/^1 of \d+ objects are new or changed\.\n/);
  });

  test('takes a booking, through the route of Knative', async () => {
    const token = await trial.keys.token(tenantId, 'tenant_admin');
    const opened = await deskAt(await urlOf('open-property'), token).post(
      '/v1/properties',
      property(5),
    );
    expect(opened.status).toBe(201);
    const books = deskAt(await urlOf('submit-reservation'), token);
    const booked = await books.post(`/v1/properties/${opened.body.id}/reservations`, stay(1, 2));
    expect(booked).toMatchObject({ status: 201, body: { status: 'confirmed' } });
  });

  test('is taken off again: Secrets and the namespace stay', async () => {
    const { code, out } = await say([undeployCommand], ['undeploy', ...target()], process.env);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ objects were removed/);
    expect(await namespaceThere()).toBe(true);
    expect(await trial.kube('get', 'secrets', '-o', 'name')).toContain('secret/serai-house');
    const again = await say([undeployCommand], ['undeploy', ...target()], process.env);
    expect(again.out).toMatch(/^0 objects were removed/);
  });
});
