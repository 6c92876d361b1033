/** Does on a cluster what the guide for operators says, in its order, with `kubectl` alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { kubectlScript, sectionsOf } from './document.ts';

const guide = join(import.meta.dirname, '../../docs/operate.md');
/** It waits for one new revision, two minutes at most; the rest answers within seconds. */
const allMsMax = 300_000;

export interface Operated {
  /** 0 when every command was done. */
  readonly code: number | null;
  readonly out: string;
  /** Each command before what it complained of. */
  readonly err: string;
}

export interface OperateOptions {
  readonly namespace: string;
  /** `KUBECONFIG`, and `KUBECTL` where kubectl is several words. */
  readonly env: NodeJS.ProcessEnv;
  /** Headings of the guide that this cluster has nothing for, e.g. `Events` without Knative Eventing. */
  readonly without?: readonly string[];
}

/** Changes scale bounds and traffic of one function and gives the traffic back; bounds come with the next deployment. */
export async function operate({ namespace, env, without = [] }: OperateOptions): Promise<Operated> {
  const sections = sectionsOf(await readFile(guide, 'utf8'));
  const unknown = without.filter((title) => !sections.some((each) => each.title === title));
  if (unknown.length > 0) throw new Error(`The guide has no ${unknown.join(', ')}`);
  const script = kubectlScript(sections.filter(({ title }) => !without.includes(title)));
  // `command` keeps the function from calling itself; of several words each is one.
  const kubectl = 'kubectl() { command $KUBECTL "$@"; }\n';
  const child = spawn('bash', ['-eux'], {
    env: { ...env, KUBECTL: env['KUBECTL'] ?? 'kubectl', NAMESPACE: namespace },
    timeout: allMsMax,
  });
  child.stdin.end(`${kubectl}${script}`);
  const told = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'close');
  const [out, err] = await told;
  return { code, out, err };
}
