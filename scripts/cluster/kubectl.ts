/** Speaks to a cluster by kubectl: it knows every way to log in that a cluster's people use. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { at, type Found, foundIn, itemsAt } from '#shared/manifests/object.ts';
import { Sorry } from '../serai/sorry.ts';

export interface Ran {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

export interface Kubectl {
  run(args: readonly string[], input?: string): Promise<Ran>;
  /** The objects that `get …` answers with; a refusal is a `Sorry`. */
  objects(args: readonly string[]): Promise<readonly Found[]>;
}

/** Applying all objects of a profile takes a minute on a small cluster; one answer never takes this long. */
const callMsMax = 300_000;

/** `KUBECTL` may be several words, as where a cluster is reached through another program. */
export function kubectlOf(env: Readonly<Record<string, string | undefined>>): Kubectl {
  const [program = 'kubectl', ...first] = (env['KUBECTL'] ?? 'kubectl').split(' ').filter(Boolean);
  async function run(args: readonly string[], input = ''): Promise<Ran> {
    const child = spawn(program, [...first, ...args], { timeout: callMsMax, env: { ...env } });
    const ended = Promise.withResolvers<number | null>();
    child.once('error', () =>
      ended.reject(new Sorry(`${program} is not there: install kubectl, or say KUBECTL=….`)),
    );
    child.once('close', ended.resolve);
    // A program that ends before it has read everything says why on its own.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const both = Promise.all([text(child.stdout), text(child.stderr)]);
    const code = await ended.promise;
    const [out, err] = await both;
    return { ok: code === 0, out, err };
  }
  return {
    run,
    async objects(args) {
      const ran = await run([...args, '-o', 'json']);
      if (!ran.ok) throw new Sorry(sentenceOf(ran.err));
      return objectsOf(ran.out);
    },
  };
}

/** kubectl answers with nothing, with an object, with a list, or with one document after the other. */
export function objectsOf(out: string): readonly Found[] {
  return out
    .split(/^(?=\{)/m)
    .filter((text) => text.trim() !== '')
    .flatMap((text) => {
      const answer: unknown = JSON.parse(text);
      const items = itemsAt(answer, 'items');
      return isListed(answer) ? items : [answer];
    })
    .flatMap((each) => foundIn(each) ?? []);
}

function isListed(answer: unknown): boolean {
  return String(at(answer, 'kind')).endsWith('List');
}

const plainly: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    /connection to the server (\S+) was refused|dial tcp (\S+): .*/,
    ([, refused, dialed]) => `No cluster answers at ${refused ?? dialed}.`,
  ],
  [
    /current-context is not set|no configuration has been provided/,
    () => 'There is no kubeconfig: say KUBECONFIG=file.',
  ],
  [
    /must be logged in|Unauthorized/,
    () => 'The cluster does not know who you are: log in, or take another kubeconfig.',
  ],
  [/certificate (?:signed by|has|is) .*/, ([whole]) => `The cluster's ${whole}.`],
];

/** The first thing that kubectl complains of, as a sentence. */
export function sentenceOf(err: string): string {
  for (const [pattern, say] of plainly) {
    const match = pattern.exec(err);
    if (match !== null) return say(match);
  }
  const lines = err.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning'));
  const [line = 'kubectl says nothing'] = lines.filter((each) => !/^[EWI]\d{4} /.test(each));
  return `${line.replace(/^(?:error: |Error from server(?: \(\w+\))?: )+/i, '').replace(/\.$/, '')}.`;
}
