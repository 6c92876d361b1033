/** The cluster's own names, in every place of a profile that they belong to. */
import { describe, expect, test } from 'vitest';
import { at, itemsAt } from '#shared/manifests/object.ts';
import { ruleFaults } from '../check-manifests.ts';
import { removable } from './left-over.ts';
import { imagesIn, type Names, overlayOf } from './overlay.ts';
import { profileNamed } from './profiles.ts';
import { resourceOf } from './resources.ts';

const names: Names = {
  ...{ namespace: 'inn', registry: 'registry.inn.example:5000/team', tag: '7' },
  ...{ domain: 'api.inn.example', gatewayClass: 'envoy' },
};

describe.each(['light', 'standard', 'no-knative'])('Of %s', (name) => {
  const profile = profileNamed(name);
  const { product, platform } = overlayOf(profile, profile.overlay, names);

  test('every object has the namespace and the label, and the rules find nothing', () => {
    expect(product.length).toBeGreaterThan(90);
    for (const { whole } of product) {
      expect(at(whole, 'metadata', 'namespace')).toBe('inn');
      expect(at(whole, 'metadata', 'labels', 'app.kubernetes.io/part-of')).toBe('serai');
    }
    expect(ruleFaults(product)).toEqual([]);
    expect(JSON.stringify(product)).not.toMatch(/registry\.example|serai\.svc/);
  });

  test('every kind is found again when an earlier version has left it, but for those that keep something', () => {
    const kinds = new Set(product.map(resourceOf));
    for (const each of removable) kinds.delete(resourceOf(each));
    const kept = ['Job.v1.batch', 'KafkaTopic.v1.kafka.strimzi.io'];
    expect(kept).toEqual(expect.arrayContaining([...kinds]));
  });

  test('every image is of the registry and the tag', () => {
    const images = imagesIn(product);
    expect(images.length).toBeGreaterThan(40);
    for (const image of images)
      expect(image).toMatch(/^registry\.inn\.example:5000\/team\/serai\/[a-z-]+:7$/);
    expect(images).toContain('registry.inn.example:5000/team/serai/set-up:7');
  });

  test('every route has the host, and the door its class', () => {
    const routes = product.filter(({ kind }) => kind === 'HTTPRoute');
    expect(routes.length).toBeGreaterThan(30);
    for (const { whole } of routes)
      expect(itemsAt(whole, 'spec', 'hostnames')).toEqual(['api.inn.example']);
    const [gateway] = platform.filter(({ kind }) => kind === 'Gateway');
    expect(at(gateway?.whole, 'spec', 'gatewayClassName')).toBe('envoy');
    expect(at(gateway?.whole, 'metadata', 'namespace')).toBe('inn');
  });
});
