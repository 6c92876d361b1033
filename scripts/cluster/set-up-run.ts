/** Runs the Job that brings database and topics to a version, once for each version and again where it failed. */
import type { Found } from '#shared/manifests/object.ts';
import { Sorry } from '../serai/sorry.ts';
import { type Applying, apply, rehearse } from './apply.ts';
import type { Kubectl } from './kubectl.ts';
import { stateOf } from './readiness.ts';
import { untilReady, type Waiting } from './wait.ts';

export async function runSetUp(job: Found, applying: Applying, waiting: Waiting): Promise<void> {
  const { kubectl, namespace, note } = waiting;
  if (await isInTheWay(job, applying, waiting)) {
    const gone = await kubectl.run(['delete', 'job', job.name, '-n', namespace, '--wait=true']);
    if (!gone.ok) throw new Sorry(`The Job ${job.name} of before cannot be removed: ${gone.err}`);
  }
  note(`running ${job.name}`);
  await apply([job], applying);
  try {
    await untilReady([job], waiting);
  } catch (error) {
    if (!(error instanceof Sorry)) throw error;
    const said = await lastLine(kubectl, namespace, job.name);
    throw new Sorry(
      said === undefined ? error.message : `${error.message} It says: ${said}`,
      1,
      error,
    );
  }
}

/** One that failed, or that ran for another version: a Job cannot be changed. */
async function isInTheWay(job: Found, applying: Applying, waiting: Waiting): Promise<boolean> {
  const { kubectl, namespace } = waiting;
  const [there] = await kubectl.objects([
    ...['get', 'job', job.name, '-n', namespace, '--ignore-not-found'],
  ]);
  if (there === undefined) return false;
  if (stateOf(there).is === 'failed') return true;
  try {
    await rehearse([job], applying);
    return false;
  } catch (error) {
    if (error instanceof Sorry && error.message.includes('immutable')) return true;
    throw error;
  }
}

async function lastLine(
  kubectl: Kubectl,
  namespace: string,
  name: string,
): Promise<string | undefined> {
  const ran = await kubectl.run(['logs', `job/${name}`, '-n', namespace, '--tail=1']);
  return ran.ok && ran.out.trim() !== '' ? ran.out.trim() : undefined;
}
