/** What `serai doctor --cluster` looks at: what a cluster has, and whether a profile can stand on it. */
import { at, itemsAt, membersAt } from '#shared/manifests/object.ts';
import type { Finding } from '../serai/finding.ts';
import type { ClusterSetup } from './cluster-setup.ts';
import { type Kubectl, sentenceOf } from './kubectl.ts';
import { leftOver, leftOverFindings } from './left-over.ts';
import { namespaceFinding } from './namespace-check.ts';
import type { Need } from './profiles.ts';
import { rightsFinding } from './rights-check.ts';
import { secretFindings } from './secrets-check.ts';

/** Older ones were never tried, and Knative 1.20 and later refuses them. */
const oldestKubernetes = '1.32';

export async function clusterFindings(setup: ClusterSetup): Promise<readonly Finding[]> {
  const { kubectl, profile } = setup;
  const cluster = await kubernetesFinding(kubectl);
  if (!cluster.ok) return [cluster];
  const parts = await Promise.all(profile.needs.map((need) => needFinding(kubectl, need)));
  const old = await leftOver(setup);
  return [
    cluster,
    ...parts,
    ...(await gatewayFindings(kubectl, parts)),
    await namespaceFinding(setup),
    await rightsFinding({ ...setup, removed: old }),
    ...(await secretFindings(setup)),
    ...leftOverFindings(old),
  ];
}

async function kubernetesFinding(kubectl: Kubectl): Promise<Finding> {
  const name = 'cluster';
  const ran = await kubectl.run(['version', '-o', 'json', '--request-timeout=10s']);
  if (!ran.ok) return { name, ok: false, found: sentenceOf(ran.err).replace(/\.$/, '') };
  const version = String(at(JSON.parse(ran.out), 'serverVersion', 'gitVersion')).replace(/^v/, '');
  const ok = !isOlder(version, oldestKubernetes);
  const older = ok ? '' : `, and ${oldestKubernetes} or newer is needed`;
  return { name, ok, found: `Kubernetes ${version}${older}` };
}

async function needFinding(kubectl: Kubectl, need: Need): Promise<Finding> {
  const { name, group, version, kind, oldest, way } = need;
  const served = await kubectl.run(['get', '--raw', `/apis/${group}/${version}`]);
  const kinds = served.ok ? itemsAt(JSON.parse(served.out), 'resources') : [];
  if (!kinds.some((each) => at(each, 'kind') === kind)) {
    const others = await versionsOf(kubectl, group);
    const instead = others.length === 0 ? 'is not there' : `serves ${others.join(', ')} only`;
    return { name, ok: false, found: `${kind} of ${group}/${version} ${instead}: ${way}` };
  }
  const installed = await installedVersion(kubectl, need);
  if (installed === undefined)
    return { name, ok: true, found: `there, of a version that it does not tell` };
  const ok = oldest === undefined || !isOlder(installed, oldest);
  return { name, ok, found: `${installed}${ok ? '' : `, and ${oldest} or newer is needed`}` };
}

async function versionsOf(kubectl: Kubectl, group: string): Promise<readonly string[]> {
  const ran = await kubectl.run(['get', '--raw', `/apis/${group}`]);
  if (!ran.ok) return [];
  return itemsAt(JSON.parse(ran.out), 'versions').map((each) => String(at(each, 'version')));
}

/** As the definition's labels or annotations say it; who may not read definitions learns nothing. */
async function installedVersion(
  kubectl: Kubectl,
  { definition }: Need,
): Promise<string | undefined> {
  const ran = await kubectl.run(['get', 'crd', definition, '-o', 'json']);
  if (!ran.ok) return undefined;
  const metadata = at(JSON.parse(ran.out), 'metadata');
  const told = [
    membersAt(metadata, 'labels')['app.kubernetes.io/version'],
    membersAt(metadata, 'annotations')['gateway.networking.k8s.io/bundle-version'],
  ].find((each) => typeof each === 'string' && /^v?\d/.test(each));
  return told === undefined ? undefined : String(told).replace(/^v/, '');
}

/** Routes are taken without anybody who serves them: it is told, and nothing is wrong. */
async function gatewayFindings(
  kubectl: Kubectl,
  parts: readonly Finding[],
): Promise<readonly Finding[]> {
  if (!parts.some(({ name, ok }) => name === 'Gateway API' && ok)) return [];
  const classes = await acceptedClasses(kubectl);
  const found =
    classes.length === 0
      ? 'nobody serves routes: functions answer at their own hosts, as Knative names them'
      : `classes ${classes.join(', ')}`;
  return [{ name: 'gateway', ok: true, found }];
}

export async function acceptedClasses(kubectl: Kubectl): Promise<readonly string[]> {
  const ran = await kubectl.run(['get', 'gatewayclasses', '-o', 'json']);
  if (!ran.ok) return [];
  return itemsAt(JSON.parse(ran.out), 'items')
    .filter((each) =>
      itemsAt(each, 'status', 'conditions').some(
        (one) => at(one, 'type') === 'Accepted' && at(one, 'status') === 'True',
      ),
    )
    .map((each) => String(at(each, 'metadata', 'name')));
}

/** By the numbers that both have: 1.23.0 is not older than 1.23. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (of: string) => of.split(/[.+-]/).map(Number);
  const have = numbers(version);
  for (const [index, wanted] of numbers(than).entries()) {
    const is = have[index] ?? 0;
    if (is !== wanted) return is < wanted;
  }
  return false;
}
