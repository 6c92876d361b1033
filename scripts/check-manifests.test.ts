import { describe, expect, test } from 'vitest';
import { kustomizationFaults, objectsUnder } from '#shared/manifests/kustomization.ts';
import { at, itemsAt } from '#shared/manifests/object.ts';
import { manifestTexts, overlays, ruleFaults } from './check-manifests.ts';

const texts = manifestTexts();

describe('The manifests', () => {
  test('are listed by kustomizations, and what is listed is there', () => {
    expect(kustomizationFaults(texts)).toEqual([]);
  });

  test.each(overlays)('of %s break no rule', (overlay) => {
    const objects = objectsUnder(overlay, texts);
    expect(objects.length).toBeGreaterThan(50);
    expect(ruleFaults(objects)).toEqual([]);
  });

  test('say first what they were made from', () => {
    const made = [...texts].filter(([path]) => /\/(?:base|without-knative)\//.test(path));
    expect(made.length).toBeGreaterThan(50);
    expect(made.filter(([, text]) => !text.startsWith('# From ')).map(([path]) => path)).toEqual(
      [],
    );
  });

  test('of the light profile need nothing but Knative Serving and a gateway', () => {
    const kinds = objectsUnder('knative/overlays/light', texts).map(
      ({ apiVersion, kind }) => `${apiVersion} ${kind}`,
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'apps/v1 Deployment',
      'batch/v1 Job',
      'gateway.networking.k8s.io/v1 HTTPRoute',
      'networking.k8s.io/v1 NetworkPolicy',
      'policy/v1 PodDisruptionBudget',
      'serving.knative.dev/v1 Service',
      'v1 ConfigMap',
      'v1 Service',
      'v1 ServiceAccount',
    ]);
  });

  test('of the profile without Knative have none of it', () => {
    const objects = objectsUnder('keda/overlays/no-knative', texts);
    expect(objects.filter(({ apiVersion }) => apiVersion.includes('knative'))).toEqual([]);
  });

  test('give the house the settings that functions read', () => {
    const env = (kind: string, name: string) => {
      const found = objectsUnder('knative/overlays/light', texts).find(
        (each) => each.kind === kind && each.name === name,
      );
      return itemsAt(found?.whole, 'spec', 'template', 'spec', 'containers')
        .flatMap((container) => itemsAt(container, 'env'))
        .map((each) => at(each, 'name'));
    };
    expect(env('Deployment', 'house')).toEqual([
      ...['HOST', 'PORT', 'METRICS_PORT', 'DATABASE_URL', 'DATABASE_DIRECT_URL', 'REDIS_URL'],
      ...['SERAI_ISSUERS', 'SERAI_SIGNING_SECRET', 'SERAI_LEASE_MS', 'LOG_LEVEL'],
    ]);
  });
});
