/** Brings a profile onto a cluster, in order; again it changes nothing, and after a failure it goes on. */
import type { Found } from '#shared/manifests/object.ts';
import { linesOf, wrongIn } from '../serai/finding.ts';
import { Sorry } from '../serai/sorry.ts';
import { type Applying, apply, changedAmong, rehearse } from './apply.ts';
import { clusterFindings } from './cluster-checks.ts';
import type { Kubectl } from './kubectl.ts';
import { leftOver, namesOf, remove } from './left-over.ts';
import { isOurs as isLabelled, standing } from './namespace-check.ts';
import type { Target } from './options.ts';
import { runSetUp } from './set-up-run.ts';
import { untilReady } from './wait.ts';

export interface Deploying {
  readonly kubectl: Kubectl;
  readonly target: Target;
  readonly force: boolean;
  readonly waitMsMax: number;
  note(line: string): void;
}

export interface Deployed {
  readonly objects: number;
  /** `Kind name` of what is another one than before. */
  readonly changed: readonly string[];
  /** Of an earlier version. */
  readonly removed: readonly string[];
}

/** They run nothing, and what runs reads them when it starts. */
const first = ['ConfigMap', 'ExternalSecret', 'NetworkPolicy', 'SecretStore', 'ServiceAccount'];

export async function deploy(deploying: Deploying): Promise<Deployed> {
  const { kubectl, target, note } = deploying;
  const { namespace } = target.names;
  const { platform, product } = target.overlay;
  await refuseWrong(deploying);
  const applying: Applying = { kubectl, force: deploying.force };
  const before = await standing({ kubectl, namespace, objects: product });
  await applyPlatform(platform, namespace, applying);
  const job = product.filter(({ kind }) => kind === 'Job');
  const settings = product.filter(({ kind }) => first.includes(kind));
  const rest = product.filter((each) => !job.includes(each) && !settings.includes(each));
  note('rehearsing');
  await rehearse(settings, applying);
  note('applying settings and accounts');
  await apply(settings, applying);
  // Knative tries a pod of every Service, whose account has to be there.
  await rehearse(rest, applying);
  const waiting = { kubectl, namespace, note, msMax: deploying.waitMsMax };
  for (const each of job) await runSetUp(each, applying, waiting);
  note(`applying ${rest.length} objects`);
  await apply(rest, applying);
  await untilReady(rest, waiting);
  const after = await standing({ kubectl, namespace, objects: product });
  const removed = await removeLeftOver(deploying);
  return { objects: after.length, changed: changedAmong(before, after), removed };
}

async function refuseWrong({ kubectl, target, note }: Deploying): Promise<void> {
  const { profile, names, overlay } = target;
  const { namespace } = names;
  const found = await clusterFindings({ kubectl, profile, namespace, objects: overlay.product });
  for (const line of linesOf(found)) note(line);
  const wrong = wrongIn(found);
  if (wrong !== undefined) throw new Sorry(`${wrong}; nothing was changed.`);
}

/** When everything new works, so that a deployment which fails before has taken nothing away. */
async function removeLeftOver({ kubectl, target, note }: Deploying): Promise<readonly string[]> {
  const { namespace } = target.names;
  const old = await leftOver({ kubectl, namespace, objects: target.overlay.product });
  if (old.length > 0) note(`removing what an earlier version had: ${namesOf(old)}`);
  await remove(old, { kubectl, namespace });
  return old.map(({ kind, name }) => `${kind} ${name}`);
}

/** A namespace that an administrator has made without our label is used and left as it is. */
async function applyPlatform(
  platform: readonly Found[],
  namespace: string,
  applying: Applying,
): Promise<void> {
  const { kubectl } = applying;
  const [there] = await kubectl.objects(['get', 'namespace', namespace, '--ignore-not-found']);
  const isOurs = there === undefined || isLabelled(there);
  await apply(
    platform.filter(({ kind }) => kind !== 'Namespace' || isOurs),
    applying,
  );
}
