/** What is wrong with the guide for operators, as far as text goes: pairs, `kn`'s reference, names of our manifests. */
import { z } from 'zod';
import { at, type Found, isKnativeService, membersAt } from '#shared/manifests/object.ts';
import { templateOf } from '#shared/manifests/rules/fault.ts';
import type { Line, Section } from './document.ts';

export const KnReference = z.strictObject({
  source: z.string(),
  everywhere: z.array(z.string()),
  commands: z.record(
    z.string(),
    z.strictObject({ names: z.tuple([z.int(), z.int()]), flags: z.array(z.string()) }),
  ),
});
export type KnReference = z.infer<typeof KnReference>;

export function guideFaults(
  sections: readonly Section[],
  reference: KnReference,
  objects: readonly Found[],
): readonly string[] {
  return sections.flatMap(({ lines }) =>
    lines.flatMap((line, index) => [
      ...(program(line) === 'kn'
        ? [...pairFaults(line, lines[index + 1]), ...knFaults(line, reference)]
        : []),
      ...nameFaults(line, objects),
      ...labelFaults(line, objects),
    ]),
  );
}

function program({ words }: Line): string {
  return words[0] ?? '';
}

function pairFaults({ text }: Line, next: Line | undefined): readonly string[] {
  return next !== undefined && program(next) === 'kubectl' ? [] : [`${text}: no kubectl below it`];
}

/** Flags that stand alone; every other one has its value in the next word or after `=`. */
const switches: ReadonlySet<string> = new Set([
  ...['-A', '--all-namespaces', '--no-headers', '-v', '--verbose', '--no-wait', '--prefix'],
]);

interface Parsed {
  readonly plain: readonly string[];
  readonly flags: readonly { readonly name: string; readonly value: string }[];
}

function parsed({ words }: Line): Parsed {
  const plain: string[] = [];
  const flags: { name: string; value: string }[] = [];
  const rest = words.slice(1);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) plain.push(word);
    else if (word.includes('=') && word.startsWith('--'))
      flags.push({
        name: word.slice(0, word.indexOf('=')),
        value: word.slice(word.indexOf('=') + 1),
      });
    else flags.push({ name: word, value: switches.has(word) ? '' : (rest.shift() ?? '') });
  }
  return { plain, flags };
}

/** The longest command of the reference that the line begins with, and the names after it. */
function knFaults(line: Line, { commands, everywhere }: KnReference): readonly string[] {
  const { plain, flags } = parsed(line);
  const command = Object.keys(commands).find((each) =>
    `${plain.join(' ')} `.startsWith(`${each} `),
  );
  const known = command === undefined ? undefined : commands[command];
  if (command === undefined || known === undefined)
    return [`${line.text}: the reference has no such command`];
  const [least, most] = known.names;
  const names = plain.length - command.split(' ').length;
  const strange = flags.filter(
    ({ name }) => !known.flags.includes(name) && !everywhere.includes(name),
  );
  return [
    ...(names >= least && names <= most ? [] : [`${line.text}: kn ${command} takes other names`]),
    ...strange.map(({ name }) => `${line.text}: kn ${command} has no ${name}`),
  ];
}

const kinds: Readonly<Record<string, (object: Found) => boolean>> = {
  ksvc: isKnativeService,
  service: isKnativeService,
  route: isKnativeService,
  broker: ({ kind }) => kind === 'Broker',
  trigger: ({ kind }) => kind === 'Trigger',
  pingsource: ({ kind }) => kind === 'PingSource',
  ping: ({ kind }) => kind === 'PingSource',
  deployment: ({ kind }) => kind === 'Deployment',
  scaledobject: ({ kind }) => kind === 'ScaledObject',
};

/** `ksvc NAME`, `ksvc/NAME`, `service describe NAME` and the like name something of ours. */
function nameFaults(line: Line, objects: readonly Found[]): readonly string[] {
  const { plain, flags } = parsed(line);
  const [last = '', before = ''] = plain.toReversed();
  const slashed = [...plain, ...flags.map(({ value }) => value)].map((each) => each.split('/'));
  const pairs = [
    [before, last],
    [plain.at(-3) ?? '', ['describe', 'update', 'wait'].includes(before) ? last : ''],
    ...slashed,
    ...flags.filter(({ name }) => name === '-s').map(({ value }) => ['service', value]),
  ];
  return pairs.flatMap(([kind = '', name = '']) => {
    const isOne = kinds[kind];
    // What a variable holds was asked of the cluster; a verb after a group of kn's is no name.
    if (isOne === undefined || name === '' || /^\$|^(?:list|describe|update|wait)$/.test(name))
      return [];
    return objects.some((each) => isOne(each) && each.name === name)
      ? []
      : [`${line.text}: there is no ${kind} ${name}`];
  });
}

/** Knative's own labels are not in our manifests. */
const knatives = 'serving.knative.dev/';

function labelFaults(line: Line, objects: readonly Found[]): readonly string[] {
  const { flags } = parsed(line);
  const given = flags.filter(({ name }) => name === '-l' || name === '-L');
  return given.flatMap(({ value }) =>
    value.split(',').flatMap((label) => {
      const [key = '', wanted] = label.split('=');
      if (key.startsWith(knatives)) return nameFaults(asService(line, wanted ?? ''), objects);
      const there = objects.some((each) => {
        const labels = { ...labelsOf(each.whole), ...labelsOf(templateOf(each)) };
        return wanted === undefined ? key in labels : labels[key] === wanted;
      });
      return there ? [] : [`${line.text}: nothing has the label ${label}`];
    }),
  );
}

function asService({ text }: Line, name: string): Line {
  return { text, words: ['kubectl', 'get', 'ksvc', name] };
}

function labelsOf(value: unknown): Readonly<Record<string, unknown>> {
  return membersAt(at(value, 'metadata'), 'labels');
}
