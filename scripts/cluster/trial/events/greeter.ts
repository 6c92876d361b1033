/** Brings a subscriber that the product has not: its bundle in a ConfigMap, over the one that an image has. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundIn } from '#shared/manifests/object.ts';
import { bundle } from '../../../build.ts';
import { apply } from '../../apply.ts';
import type { Trial } from '../trial.ts';

const source = join(import.meta.dirname, 'greet-property.ts');
const entry = join(import.meta.dirname, '../../../serve.ts');
/** In its place, and with its rights. */
const like = 'record-property';
const name = 'greet-property';

export async function bringGreeter({ kubectl, namespace }: Trial): Promise<void> {
  const meta = { namespace, labels: { 'app.kubernetes.io/part-of': 'serai-trial' } };
  const code = {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...meta, name } },
    data: { 'function.js': await bundled() },
  };
  const get = async (kind: string) => {
    const [found] = await kubectl.objects(['get', kind, like, '-n', namespace]);
    return JSON.stringify(found?.whole['spec']).replaceAll(like, name);
  };
  const serviceSpec = JSON.parse(await get('services.serving.knative.dev'));
  const [container] = serviceSpec.template.spec.containers;
  container.image = container.image.replace(name, like);
  container.volumeMounts = [
    { name: 'code', mountPath: '/app/function.js', subPath: 'function.js', readOnly: true },
  ];
  serviceSpec.template.spec.volumes = [{ name: 'code', configMap: { name } }];
  delete serviceSpec.traffic;
  const labels = { ...meta.labels, 'networking.knative.dev/visibility': 'cluster-local' };
  const service = {
    ...{ apiVersion: 'serving.knative.dev/v1', kind: 'Service' },
    ...{ metadata: { ...meta, name, labels }, spec: serviceSpec },
  };
  const triggerSpec = JSON.parse(await get('triggers.eventing.knative.dev'));
  const trigger = (named: string, spec: object) => ({
    ...{ apiVersion: 'eventing.knative.dev/v1', kind: 'Trigger' },
    ...{ metadata: { ...meta, name: named }, spec },
  });
  const replies = trigger('hear-replies', {
    ...{ broker: 'reservations', filters: [{ exact: { type: 'property.greeted.v1' } }] },
    subscriber: { ref: { apiVersion: 'v1', kind: 'Service', name: 'listener', namespace } },
  });
  const objects = [code, service, trigger(name, triggerSpec), replies];
  await apply(
    objects.flatMap((each) => foundIn(each) ?? []),
    { kubectl, force: false },
  );
  for (const each of [`ksvc/${name}`, `trigger/${name}`, 'trigger/hear-replies']) {
    const wait = ['wait', each, '--for=condition=Ready', '--timeout=180s'];
    const ran = await kubectl.run(['-n', namespace, ...wait]);
    if (!ran.ok) throw new Error(ran.err);
  }
}

async function bundled(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-greeter-'));
  try {
    const file = join(directory, `${name}.ts`);
    await writeFile(file, `export { greetProperty as default } from ${JSON.stringify(source)};\n`);
    await bundle({ of: { name, file }, entry, directory });
    return await readFile(join(directory, name, 'function.js'), 'utf8');
  } finally {
    await rm(directory, { recursive: true });
  }
}
