/** House style that a reader notices and the linter does not. A law here only ever grows stricter. */
import { isGenerated, isNode, isTest, type Node, nameOf, type Source, walk } from './sources.ts';

/** More than three screens: a reader has lost the beginning. */
const linesMax = 300;

export interface LongFile {
  readonly path: string;
  readonly lines: number;
  readonly reason: string;
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** A named exception holds up to its own number, so it can shrink and not grow. */
export function tooLong(
  { path, text }: Source,
  exceptions: readonly LongFile[],
): readonly string[] {
  const max = exceptions.find((known) => known.path === path)?.lines ?? linesMax;
  const lines = lineCount(text);
  return lines > max ? [`${path}: ${lines} lines, at most ${max}`] : [];
}

const runners = new Set(['test', 'it', 'describe', 'suite', 'bench', 'context']);
const evasions = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf', 'fails']);

/** The name a chain of calls and members starts with: `test` of `test.each(…)(…).skip`. */
function firstName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return firstName(node['object'] ?? node['callee'] ?? node['tag']) ?? nameOf(node);
}

function evasion(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const [start, name] = [firstName(node['object']) ?? '', nameOf(node['property']) ?? ''];
  return runners.has(start) && evasions.has(name) ? `${start}.${name}` : undefined;
}

/** No test is left out, and none keeps the others from running. */
export function evasionsOf({ path, program }: Source): readonly string[] {
  const found: string[] = [];
  if (isTest(path)) {
    walk(program, (node) => {
      const name = evasion(node);
      if (name !== undefined) found.push(`${path}: ${name}`);
    });
  }
  return found;
}

function slip(node: Node, source: Source): string | undefined {
  if (node.type === 'MemberExpression' && nameOf(node['object']) === 'console') {
    return 'console: say it through the log, or to stdout on purpose';
  }
  if (node.type !== 'CatchClause' || !isNode(node['body'])) return undefined;
  const { start, end, body } = node['body'];
  if (!Array.isArray(body) || body.length > 0) return undefined;
  const explained = source.comments.some(
    (comment) => comment.start > Number(start) && comment.end < Number(end),
  );
  return explained ? undefined : 'an empty catch does not say why';
}

export function slips(source: Source): readonly string[] {
  const found: string[] = [];
  walk(source.program, (node) => {
    const why = slip(node, source);
    if (why !== undefined) found.push(`${source.path}: ${why}`);
  });
  for (const { value } of source.comments) {
    const left = /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-(?:ignore|nocheck)/.exec(value);
    if (left !== null) found.push(`${source.path}: ${left[0]} in a comment`);
  }
  return found;
}

/** Where a tool or a framework asks for a default export. */
const defaultExportsElsewhere = /^(?:vitest\.config\.ts$|load\/|functions\/console\/web\/)/;
/** vitest's global set-up is found by its default export. */
const globalSetup = 'shared/testing/database-server.ts';

/** One default export in the house: a function's declaration, in a file named as the function. */
export function defaultExports({ path, module, program }: Source): readonly string[] {
  const there = module.staticExports.some(({ entries }) =>
    entries.some(
      ({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default',
    ),
  );
  if (!there || defaultExportsElsewhere.test(path) || path === globalSetup) return [];
  const place = /^functions\/([^/]+)\/([a-z]+(?:-[a-z]+)+)\.ts$/.exec(path);
  if (place === null) return [`${path}: a default export is a function's declaration`];
  const [, context, name] = place;
  const wrong: string[] = [];
  walk(program, (node, parent) => {
    if (node.type !== 'ExportDefaultDeclaration' || parent?.type !== 'Program') return;
    const declared = literals(node['declaration']);
    if (declared['name'] !== undefined && declared['name'] !== name) {
      wrong.push(`${path}: is named ${declared['name']}, not as its file`);
    }
    if (declared['context'] !== undefined && declared['context'] !== context) {
      wrong.push(`${path}: is of ${declared['context']}, not of its folder`);
    }
  });
  return wrong;
}

/** The string members of a call's first argument: `{ name: 'x' }` of `http({ name: 'x' })`. */
function literals(call: unknown): Record<string, string> {
  const first = isNode(call) && Array.isArray(call['arguments']) ? call['arguments'][0] : undefined;
  const members = isNode(first) && Array.isArray(first['properties']) ? first['properties'] : [];
  const found: Record<string, string> = {};
  for (const member of members) {
    const [name, value] = [nameOf(member['key']), isNode(member['value']) ? member['value'] : {}];
    const text = 'value' in value ? value.value : undefined;
    if (name !== undefined && typeof text === 'string') found[name] = text;
  }
  return found;
}

const meaningless = /(?:^|[/-])(?:utils?|helpers?|common|misc|manager|info|data|index)\.tsx?$/;

/** A file is named for what it holds. */
export function meaninglessName(path: string): readonly string[] {
  const judged = !isGenerated(path) && !path.includes('/console/web/');
  return judged && meaningless.test(path) ? [`${path}: a name that says nothing`] : [];
}
