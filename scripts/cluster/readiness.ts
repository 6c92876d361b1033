/** Whether an object works already, as its own status says it. */
import { at, type Found, isKnativeService, itemsAt } from '#shared/manifests/object.ts';

export type State =
  | { readonly is: 'ready' }
  | { readonly is: 'waiting'; readonly why: string }
  /** It will not become ready by itself. */
  | { readonly is: 'failed'; readonly why: string };

const ready: State = { is: 'ready' };
/** Kinds whose status has a condition `Ready`, once somebody looks after them. */
const withReady = ['Broker', 'KafkaSink', 'KafkaTopic', 'PingSource', 'ScaledObject', 'Trigger'];

/** Whether its status says when it works; what has no such status works at once. */
export function isAwaited(object: Found): boolean {
  return ['Deployment', 'Job', ...withReady].includes(object.kind) || isKnativeService(object);
}

export function stateOf(object: Found): State {
  if (object.kind === 'Job') return jobState(object);
  if (object.kind === 'Deployment') return deploymentState(object);
  return isAwaited(object) ? readyState(object) : ready;
}

function jobState(object: Found): State {
  if (conditionOf(object, 'Complete')?.status === 'True') return ready;
  const failed = conditionOf(object, 'Failed');
  return failed?.status === 'True'
    ? { is: 'failed', why: failed.message }
    : { is: 'waiting', why: 'it runs' };
}

/** Scaled to nothing it is available, too. */
function deploymentState(object: Found): State {
  if (isBehind(object)) return { is: 'waiting', why: 'nobody has looked at it yet' };
  const wanted = Number(at(object.whole, 'spec', 'replicas') ?? 1);
  const updated = Number(at(object.whole, 'status', 'updatedReplicas') ?? 0);
  const available = Number(at(object.whole, 'status', 'availableReplicas') ?? 0);
  if (updated >= wanted && available >= wanted) return ready;
  const progress = conditionOf(object, 'Progressing');
  return progress?.status === 'False'
    ? { is: 'failed', why: progress.message }
    : { is: 'waiting', why: `${Math.min(updated, available)} of ${wanted} replicas` };
}

/** What is not ready may become so: who gives up says False for good, and who waits has a limit. */
function readyState(object: Found): State {
  if (isBehind(object)) return { is: 'waiting', why: 'nobody has looked at it yet' };
  const found = conditionOf(object, 'Ready');
  if (found?.status === 'True') return ready;
  return { is: 'waiting', why: found?.message ?? 'nobody has looked at it yet' };
}

function isBehind({ whole }: Found): boolean {
  const observed = at(whole, 'status', 'observedGeneration');
  return observed !== undefined && observed !== at(whole, 'metadata', 'generation');
}

function conditionOf({ whole }: Found, type: string) {
  const found = itemsAt(whole, 'status', 'conditions').find((each) => at(each, 'type') === type);
  if (found === undefined) return undefined;
  const message = String(at(found, 'message') ?? at(found, 'reason') ?? '').split('\n')[0] ?? '';
  return { status: at(found, 'status'), message };
}
