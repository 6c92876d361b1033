/** A kubectl that speaks to no cluster: it answers what a test says, by the first words of a call. */
import type { Kubectl, Ran } from './kubectl.ts';
import { objectsOf, sentenceOf } from './kubectl.ts';

/** By the beginning of the arguments, joined; the longest that fits answers. */
export type Answers = Readonly<Record<string, unknown>>;

export class Refusal {
  readonly err: string;
  constructor(err: string) {
    this.err = err;
  }
}

export interface FakeKubectl extends Kubectl {
  readonly calls: readonly string[];
}

export function fakeKubectl(answers: Answers): FakeKubectl {
  const calls: string[] = [];
  async function run(args: readonly string[]): Promise<Ran> {
    const call = args.join(' ');
    calls.push(call);
    const key = Object.keys(answers)
      .filter((each) => call.startsWith(each))
      .toSorted((one, other) => other.length - one.length)[0];
    if (key === undefined) return { ok: false, out: '', err: `Error: no answer to ${call}` };
    const answer = answers[key];
    if (answer instanceof Refusal) return { ok: false, out: '', err: answer.err };
    return { ok: true, out: JSON.stringify(answer), err: '' };
  }
  return {
    calls,
    run,
    async objects(args) {
      const ran = await run(args);
      if (!ran.ok) throw new Error(sentenceOf(ran.err));
      return objectsOf(ran.out);
    },
  };
}

/** An object as a deployment has left it; `more` are further members of its metadata. */
export function deployedAs(kind: string, name: string, more: object = {}) {
  const managedFields = [
    { manager: 'kube-controller-manager', operation: 'Update' },
    { manager: 'serai-deploy', operation: 'Apply' },
  ];
  const labels = { 'app.kubernetes.io/part-of': 'serai' };
  const metadata = { name, labels, managedFields, ...more };
  return { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata };
}
