/** Applies objects on the server's side: what differs is changed, what is the same is left as it is. */
import { type Found, membersAt } from '#shared/manifests/object.ts';
import { Sorry } from '../serai/sorry.ts';
import { type Kubectl, objectsOf, sentenceOf } from './kubectl.ts';
import { keyOf } from './resources.ts';

/** Of every field that we set; another's fields are conflicts, and are left to a person. */
export const fieldManager = 'serai-deploy';

export interface Applying {
  readonly kubectl: Kubectl;
  /** Takes over fields that somebody else has set. */
  readonly force: boolean;
}

/** Nothing is changed; the first refusal, of the schema, a webhook or another's field, is a `Sorry`. */
export async function rehearse(objects: readonly Found[], applying: Applying): Promise<void> {
  await applied(objects, applying, ['--dry-run=server']);
}

/** Resolves with the objects as they stand now. */
export async function apply(
  objects: readonly Found[],
  applying: Applying,
): Promise<readonly Found[]> {
  return applied(objects, applying, []);
}

async function applied(
  objects: readonly Found[],
  { kubectl, force }: Applying,
  more: readonly string[],
): Promise<readonly Found[]> {
  if (objects.length === 0) return [];
  const list = { apiVersion: 'v1', kind: 'List', items: objects.map(({ whole }) => whole) };
  const args = [
    ...['apply', '--server-side', `--field-manager=${fieldManager}`, '--validate=strict'],
    ...(force ? ['--force-conflicts'] : []),
    ...[...more, '-f', '-'],
  ];
  const ran = await kubectl.run([...args, '-o', 'json'], JSON.stringify(list));
  if (!ran.ok) throw new Sorry(refusalIn(ran.err));
  return objectsOf(ran.out);
}

function refusalIn(err: string): string {
  const conflict = /Apply failed with .*?conflicts?: conflicts? with "([^"]+)"[^:]*:\s*(.*)/s.exec(
    err,
  );
  if (conflict === null) return sentenceOf(err);
  const [, who, fields = ''] = conflict;
  const which = fields.split('\n').find((line) => line.includes('.')) ?? '';
  return `${who} has set ${which.replace(/^[\s-]+/, '')} since: undo that, or take it over with FORCE=1.`;
}

/** Those that are another one than before, as `Kind name`. */
export function changedAmong(before: readonly Found[], after: readonly Found[]): readonly string[] {
  const wishes = new Map(before.map((each) => [keyOf(each), wishIn(each)]));
  return after
    .filter((each) => wishes.get(keyOf(each)) !== wishIn(each))
    .map((each) => `${each.kind} ${each.name}`);
}

/** An object without its status and what the server counts: a status changes whenever something runs. */
function wishIn({ whole }: Found): string {
  const { status: _, metadata, ...wish } = whole;
  const { labels, annotations } = membersAt(metadata);
  return JSON.stringify([wish, labels, annotations]);
}
