/**
 * Every manifest of all profiles, judged by a real API server with strict validation and by the webhooks of
 * Knative and KEDA that run there. Nothing is kept: each is a dry run, in a namespace that goes again.
 */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Found, foundIn, isJson } from '#shared/manifests/object.ts';
import { faults } from '#shared/manifests/rules.ts';
import { changed, one } from '#shared/manifests/testing.ts';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { parts } from '../check-manifests.ts';
import { build, kustomizeOf } from '../kustomize.ts';
import { apply, rehearse } from './apply.ts';
import { giveDefinitions } from './definitions.ts';
import { kubectlOf } from './kubectl.ts';
import { overlayOf } from './overlay.ts';
import { profileNamed } from './profiles.ts';
import { wrongManifests } from './wrong-manifests.ts';

const root = join(import.meta.dirname, '../..');
const namespace = `serai-admission-${randomBytes(3).toString('hex')}`;
const kubectl = kubectlOf(process.env);
const profiles = ['light', 'standard', 'no-knative'];

const products = new Map(
  profiles.map((name) => {
    const profile = profileNamed(name);
    return [name, overlayOf(profile, profile.overlay, { namespace })] as const;
  }),
);
const productOf = (name: string) => products.get(name)?.product ?? [];
/** What stands in other namespaces is judged in this one. */
const others: readonly Found[] = parts.flatMap((folder) => {
  const kustomize = kustomizeOf(join(root, '.serai/bin'));
  if ('missing' in kustomize) throw new Error(kustomize.missing);
  const found = documentsIn(build(kustomize, join(root, folder)).text).map((each) => foundIn(each));
  return found.flatMap((each) =>
    each === undefined || each.kind === 'Namespace' ? [] : [here(each)],
  );
});

function here(object: Found): Found {
  return changed(object, ['metadata', 'namespace'], namespace);
}

async function refusalOf(object: Found): Promise<string | undefined> {
  try {
    await rehearse([object], { kubectl, force: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

beforeAll(async () => {
  const folder = resolve(root, process.env['CRDS'] ?? '../shared/crds');
  const all = [...profiles.flatMap(productOf), ...others];
  await giveDefinitions(kubectl, folder, all);
  const made = await kubectl.run(['create', 'namespace', namespace]);
  if (!made.ok) throw new Error(made.err);
  // Knative tries a pod of every Service, whose account has to be there.
  const accounts = productOf('light').filter(({ kind }) => kind === 'ServiceAccount');
  await apply(accounts, { kubectl, force: false });
});
afterAll(async () => {
  await kubectl.run(['delete', 'namespace', namespace, '--wait=false']);
});

describe('Taken is every object', () => {
  test.each(profiles)('of %s', async (name) => {
    const objects = productOf(name);
    expect(objects.length).toBeGreaterThan(90);
    await rehearse(objects, { kubectl, force: false });
  });

  test('that stands for itself', async () => {
    expect(others.map(({ kind }) => kind)).toContain('Application');
    await rehearse(others, { kubectl, force: false });
  });
});

describe('Refused is', () => {
  const kinds = new Map(
    [...profiles.flatMap(productOf), ...others].map((each) => [
      `${each.apiVersion} ${each.kind}`,
      each,
    ]),
  );
  /** Its definition keeps members that it does not know. */
  const open = ['eventing.knative.dev/v1 Trigger'];
  test.each([...kinds].filter(([kind]) => !open.includes(kind)))(
    'a misspelt member of %s',
    async (_kind, object) => {
      const spec = isJson(object.whole['spec']) ? ['spec', 'misspelt'] : ['misspelt'];
      expect(await refusalOf(changed(object, spec, 'x'))).toMatch(/unknown field|misspelt/);
    },
  );

  const standard = productOf('standard');
  test.each(wrongManifests.filter(({ says }) => says !== undefined))(
    '$kind $name with $path: $value',
    async ({ kind, name, path, value, says }) => {
      expect(await refusalOf(changed(one(standard, kind, name), path, value))).toMatch(
        says ?? /$^/,
      );
    },
  );
});

describe('Our rules alone refuse', () => {
  const standard = productOf('standard');
  test.each(wrongManifests.filter(({ says }) => says === undefined))(
    '$kind $name with $path: $value',
    async ({ kind, name, path, value, rule }) => {
      const right = one(standard, kind, name);
      const wrong = changed(right, path, value);
      expect(await refusalOf(wrong)).toBeUndefined();
      const objects = standard.map((each) => (each === right ? wrong : each));
      expect(faults(objects).map((each) => each.rule)).toContain(rule);
    },
  );
});
