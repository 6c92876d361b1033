/** Where a deployed product answers: through its gateway, or where nobody serves routes by Knative's own hosts. */
import { at, itemsAt } from '#shared/manifests/object.ts';
import type { Kubectl } from './kubectl.ts';
import type { Names } from './overlay.ts';
import { resourceOf } from './resources.ts';

/** What a person opens first. */
const page = 'show-page';

export async function addressOf(
  kubectl: Kubectl,
  { namespace, domain }: Pick<Names, 'namespace' | 'domain'>,
): Promise<string | undefined> {
  const gateway = await kubectl.run(['get', 'gateways', '-n', namespace, '-o', 'json']);
  const [address] = gateway.ok
    ? itemsAt(JSON.parse(gateway.out), 'items').flatMap((each) =>
        itemsAt(each, 'status', 'addresses').map((one) => String(at(one, 'value'))),
      )
    : [];
  if (address !== undefined) return `http://${domain ?? address}`;
  const service = resourceOf({ apiVersion: 'serving.knative.dev/v1', kind: 'Service' });
  const ran = await kubectl.run([
    ...['get', service, page, '-n', namespace, '--ignore-not-found', '-o', 'json'],
  ]);
  const url = ran.ok && ran.out !== '' ? at(JSON.parse(ran.out), 'status', 'url') : undefined;
  return typeof url === 'string' ? url : undefined;
}
