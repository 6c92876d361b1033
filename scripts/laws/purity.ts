/** A domain decides from what it is given: no clock, no chance, no network, no waiting, no forgotten case. */
import {
  isNode,
  isReference,
  isTestCode,
  type Node,
  nameOf,
  type Source,
  walk,
} from './sources.ts';

const forbidden = new Map(
  Object.entries({
    'the clock': ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate'],
    chance: ['crypto', 'Crypto'],
    'the network': ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'navigator'],
    'the machine': ['process', 'globalThis', 'global', 'console', 'Buffer', 'require'],
    waiting: ['Promise', 'queueMicrotask'],
  }).flatMap(([what, names]) => names.map((name) => [name, what] as const)),
);

/** Of objects that are pure otherwise. */
const forbiddenMembers = new Map([
  ['Math.random', 'chance'],
  ['Temporal.Now', 'the clock'],
]);

function wrong(node: Node, parent: Node | undefined, member: string): string | undefined {
  const name = nameOf(node) ?? '';
  if (isReference(node, parent, member) && forbidden.has(name)) {
    return `${name} is ${forbidden.get(name)}`;
  }
  if (node.type === 'MemberExpression') {
    const path = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
    const what = forbiddenMembers.get(path);
    if (what !== undefined) return `${path} is ${what}`;
  }
  if (node['async'] === true || node.type === 'AwaitExpression') return 'a decision does not wait';
  if (node.type === 'MetaProperty' && nameOf(node['meta']) === 'import') {
    return 'import.meta is the machine';
  }
  if (node.type === 'SwitchCase' && !isNode(node['test'])) {
    return 'default: hides the case that was forgotten';
  }
  return undefined;
}

/** Each fault as `file: why`. */
export function impurities({ path, program }: Source): readonly string[] {
  if (!/^functions\/[^/]+\/domain\//.test(path) || isTestCode(path)) return [];
  const found = new Set<string>();
  walk(program, (node, parent, member) => {
    const why = wrong(node, parent, member);
    if (why !== undefined) found.add(`${path}: ${why}`);
  });
  return [...found];
}
