/** What `shared/` may not say: how we do things has to be readable without knowing the business. */
import { type Node, nameOf, type Source, walk } from './sources.ts';

/** Words with one meaning: not even a comment needs them. Singular; a plural is found too. */
const business = [
  ...['reservation', 'hotel', 'guest', 'booking', 'folio', 'housekeeping', 'overbooking'],
  ...['restaurant', 'kitchen', 'rate plan', 'no show', 'front desk', 'night audit'],
];

/** Words that English needs for other things as well: comments may, names and strings may not. */
const ambiguous = [
  ...['property', 'room', 'stay', 'arrival', 'departure', 'night', 'menu', 'dish', 'invoice'],
];

export interface Exception {
  readonly path: string;
  readonly word: string;
  readonly reason: string;
}

/** Names of the language and of libraries, which are not ours to choose. */
const foreign =
  /\b(?:hasOwnProperty|definePropert(?:y|ies)|getOwnProperty\w+|Property(?:Key|Descriptor)|additionalProperties|fc\.(?:asyncP|p)roperty)\b/g;

/** Words of identifiers too: `ratePlan`, `rate_plan` and `rate-plan` all read `rate plan`. */
function wordsOf(text: string): string {
  const words = text
    .replaceAll(foreign, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]+/g);
  return ` ${(words ?? []).join(' ')} `;
}

function plural(word: string): string {
  return word.endsWith('y') && !word.endsWith('ay') ? `${word.slice(0, -1)}ies` : `${word}s`;
}

function said(words: readonly string[], text: string): readonly string[] {
  const spoken = wordsOf(text);
  return words.filter(
    (word) => spoken.includes(` ${word} `) || spoken.includes(` ${plural(word)} `),
  );
}

/** Everything a program says outside its comments: names, strings, templates, SQL in them. */
function code({ program }: Source): string {
  const parts: string[] = [];
  walk(program, (node: Node, parent, member) => {
    if (parent?.type === 'MemberExpression' && nameOf(parent['object']) === 'fc') return;
    const raw = node['value'];
    if (node.type === 'TemplateElement' && typeof raw === 'object' && raw !== null) {
      parts.push(Object.values(raw).join(' '));
    } else if (member !== 'source') parts.push(nameOf(node) ?? '');
  });
  return parts.join(' \n ');
}

/** Each fault as `file: word`. Files that are no programs (SQL, JSON) are judged as code. */
export function businessWords(
  path: string,
  source: Source | string,
  exceptions: readonly Exception[],
): readonly string[] {
  if (!path.startsWith('shared/')) return [];
  const found =
    typeof source === 'string'
      ? said([...business, ...ambiguous], `${path} ${source}`)
      : [
          ...said(business, `${path} ${source.text}`),
          ...said(ambiguous, `${path} ${code(source)}`),
        ];
  return found
    .filter((word) => !exceptions.some((known) => known.path === path && known.word === word))
    .map((word) => `${path}: ${word}`);
}
