// biome-ignore-all format: one line per wrong manifest reads as the table it is.
import { describe, expect, test } from 'vitest';
import { faults } from '../rules.ts';
import { changed, one, type Path, standard } from '../testing.ts';
import { type Case, faultsWith, refuses } from './testing.ts';

const template = ['spec', 'template'];
const annotations = [...template, 'metadata', 'annotations'];
const kpa = (name: string): Path => [...annotations, `autoscaling.knative.dev/${name}`];
const pod = [...template, 'spec'];
const container = [...pod, 'containers', 0];
const secret = { secretKeyRef: { name: 'post-parcels', key: 'b' } };

describe('A Knative Service is refused with the annotation', () => {
  const value = 'annotation-value';
  refuses(standard, 'Service', 'send-parcel', [
    [kpa('minScale'), '1', 'annotation-name', 'autoscaling.knative.dev/minScale is no annotation'],
    [kpa('max-scales'), '1', 'annotation-name', 'autoscaling.knative.dev/max-scales is no annotation'],
    [kpa('class'), 'keda', value, 'autoscaling.knative.dev/class is kpa.autoscaling.knative.dev or hpa.autoscaling.knative.dev, as a text'],
    [kpa('metric'), 'requests', value, 'autoscaling.knative.dev/metric is concurrency or rps or cpu or memory, as a text'],
    [kpa('target'), 120, value, 'autoscaling.knative.dev/target is a number from 0.01 to 1000000, as a text'],
    [kpa('target'), '0', value, 'autoscaling.knative.dev/target is a number from 0.01 to 1000000, as a text'],
    [kpa('target-utilization-percentage'), '101', value, 'autoscaling.knative.dev/target-utilization-percentage is a number from 1 to 100, as a text'],
    [kpa('target-burst-capacity'), '-2', value, 'autoscaling.knative.dev/target-burst-capacity is -1 or a number from 0, as a text'],
    [kpa('min-scale'), '7', value, 'autoscaling.knative.dev/min-scale is above max-scale'],
    [kpa('min-scale'), '-1', value, 'autoscaling.knative.dev/min-scale is a whole number from 0 to 2147483647, as a text'],
    [kpa('activation-scale'), '1', value, 'autoscaling.knative.dev/activation-scale is a whole number from 2 to 2147483647, as a text'],
    [kpa('window'), '5s', value, 'autoscaling.knative.dev/window is a duration of whole seconds from 6s to 3600s, as a text'],
    [kpa('scale-down-delay'), '61m', value, 'autoscaling.knative.dev/scale-down-delay is a duration of whole seconds from 0s to 3600s, as a text'],
    [kpa('scale-to-zero-pod-retention-period'), '500ms', value, 'autoscaling.knative.dev/scale-to-zero-pod-retention-period is a duration of whole seconds from 0s to 3600s, as a text'],
    [['metadata', 'annotations', 'autoscaling.knative.dev/min-scale'], '1', 'annotation-level', 'autoscaling.knative.dev/min-scale stands on revision'],
    [[...annotations, 'networking.knative.dev/http-protocol'], 'enabled', 'annotation-level', 'networking.knative.dev/http-protocol stands on service'],
    [['metadata', 'annotations', 'networking.knative.dev/http-protocol'], 'https', value, 'networking.knative.dev/http-protocol is enabled or redirected, as a text'],
    [['metadata', 'annotations', 'networking.knative.dev/visibility'], 'cluster-local', 'annotation-name', 'networking.knative.dev/visibility is no annotation'],
    [['metadata', 'labels', 'networking.knative.dev/visibility'], 'cluster', value, 'networking.knative.dev/visibility is cluster-local or not there'],
    [[...template, 'metadata', 'labels', 'networking.knative.dev/visibility'], 'cluster-local', 'annotation-level', 'networking.knative.dev/visibility stands on a Service'],
    [['metadata', 'labels', 'autoscaling.knative.dev/class'], 'kpa', 'annotation-level', 'autoscaling.knative.dev/class is no label'],
    [['metadata', 'annotations', 'kafka.eventing.knative.dev/delivery.order'], 'ordered', 'annotation-level', 'kafka.eventing.knative.dev/delivery.order stands on trigger'],
  ]);

  test.each(['6s', '1h', '59m60s'])('window %s is taken', (text) => {
    const right = one(standard, 'Service', 'send-parcel');
    expect(faultsWith(standard, changed(right, kpa('window'), text), right)).toEqual([]);
  });
});

describe('A Knative Service is refused with', () => {
  refuses(standard, 'Service', 'send-parcel', [
    [[...container, 'env', 0], { name: 'PORT', value: '80' }, 'reserved-env', 'PORT is given by Knative'],
    [[...container, 'env', 0], { name: 'K_SERVICE', value: 'a' }, 'reserved-env', 'K_SERVICE is given by Knative'],
    [[...container, 'env', 0], { name: 'K_CONFIGURATION', valueFrom: secret }, 'reserved-env', 'K_CONFIGURATION is given by Knative'],
    [[...container, 'env', 0], { name: 'K_REVISION', value: 'a' }, 'reserved-env', 'K_REVISION is given by Knative'],
    [[...container, 'env', 0], { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, 'off-by-default', 'fieldRef of POD'],
    ...[8008, 8012, 8013, 8022, 9090, 9091].map((port): Case => [[...container, 'ports', 0, 'containerPort'], port, 'reserved-port', `${port} is the proxy's`]),
    [[...container, 'ports', 0, 'name'], 'http', 'port-name', 'http is neither http1 nor h2c'],
    [[...container, 'lifecycle'], { preStop: {} }, 'refused-by-knative', "lifecycle is Knative's own to set"],
    [[...pod, 'terminationGracePeriodSeconds'], 60, 'refused-by-knative', "terminationGracePeriodSeconds is Knative's own to set"],
    [[...pod, 'restartPolicy'], 'Always', 'refused-by-knative', "restartPolicy is Knative's own to set"],
    [[...pod, 'volumes'], [{ name: 'disk', hostPath: { path: '/' } }], 'security-context', 'wants no hostPath disk'],
    [[...pod, 'nodeSelector'], { disk: 'ssd' }, 'off-by-default', 'nodeSelector needs a flag of the cluster'],
    [[...pod, 'timeoutSeconds'], 59, 'timeout-range', 'timeoutSeconds is from 60 to 600'],
    [[...pod, 'timeoutSeconds'], 601, 'timeout-range', 'timeoutSeconds is from 60 to 600'],
    [[...pod, 'responseStartTimeoutSeconds'], 61, 'timeout-range', 'responseStartTimeoutSeconds is above timeoutSeconds'],
    [[...pod, 'containerConcurrency'], 1001, 'concurrency-range', 'containerConcurrency is from 0 to 1000'],
    [[...pod, 'containerConcurrency'], -1, 'concurrency-range', 'containerConcurrency is from 0 to 1000'],
    [[...container, 'readinessProbe', 'timeoutSeconds'], 1, 'readiness-period', 'timeoutSeconds needs a periodSeconds'],
    [[...container, 'readinessProbe'], undefined, 'probes', 'readinessProbe is missing'],
    [[...container, 'image'], 'post/send-parcel:latest', 'image-tag', 'post/send-parcel:latest is not one version'],
    [[...container, 'image'], 'registry:5000/send-parcel', 'image-tag', 'registry:5000/send-parcel is not one version'],
    [['metadata', 'labels', 'post.example/context'], 'a b', 'label-value', 'post.example/context is a text of 63 letters at most'],
  ]);

  test.each(['a'.repeat(55), 'Send-parcel'])('the name %s', (name) => {
    const right = one(standard, 'Service', 'watch-parcels');
    const route = one(standard, 'HTTPRoute', 'watch-parcels');
    const without = standard.filter((each) => each !== route);
    const [found, ...others] = faultsWith(without, changed(right, ['metadata', 'name'], name), right);
    expect(found?.rule).toBe(name.length > 54 ? 'name-length' : 'name-form');
    expect(others).toEqual([]);
  });

  test('the name of another one', () => {
    expect(faults([...standard, one(standard, 'Service', 'send-parcel')])).toEqual([{ object: 'Service send-parcel', rule: 'twice', detail: 'there is another one' }]);
  });
});
