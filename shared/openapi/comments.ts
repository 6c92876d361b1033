/** Sentences that stand above exported schemas and their members, so that a reference can repeat them. */
import { parseSync } from 'rolldown/utils';
import * as z from 'zod';

interface Comment {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const Node = z.looseObject({ type: z.string(), start: z.number(), end: z.number() });
type Node = z.infer<typeof Node>;

/** `Name` and `Name.member` → the text of its comment. */
export function commentsOf(file: string, source: string): Map<string, string> {
  const { program, comments } = parseSync(file, source);
  const found = new Map<string, string>();
  const note = (key: string, node: Node): void => {
    const text = commentBefore(node, comments, source);
    if (text !== undefined) found.set(key, text);
  };
  const statements = nodes(program.body);
  const constants = constantsOf(statements);
  for (const statement of statements) {
    const declaration = statement['declaration'];
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(declaration)) continue;
    for (const declarator of nodes(declaration['declarations'])) {
      const name = nameOf(declarator['id']);
      if (name === undefined) continue;
      note(name, statement);
      for (const member of membersOf(declarator['init'], constants)) {
        const key = nameOf(member['key']);
        if (key !== undefined) note(`${name}.${key}`, member);
      }
    }
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return Node.safeParse(value).success;
}

function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  return typeof value['name'] === 'string' ? value['name'] : undefined;
}

/** What a module's own constants are, by name. */
function constantsOf(statements: readonly Node[]): ReadonlyMap<string, unknown> {
  return new Map(
    statements.flatMap((statement) =>
      nodes(statement['declarations']).flatMap(({ id, init }) => {
        const name = nameOf(id);
        return name === undefined ? [] : [[name, init] as const];
      }),
    ),
  );
}

/** Of the object a chain of calls begins with, and of those it is extended by: `z.object({ … }).extend({ … })`. */
function membersOf(init: unknown, constants: ReadonlyMap<string, unknown>): Node[] {
  if (!isNode(init) || init.type !== 'CallExpression') return [];
  const callee = isNode(init['callee']) ? init['callee'] : undefined;
  const before = membersOf(callee?.['object'], constants);
  if (before.length > 0 && nameOf(callee?.['property']) !== 'extend') return before;
  const [first] = nodes(init['arguments']);
  const given = first?.type === 'Identifier' ? constants.get(nameOf(first) ?? '') : first;
  const members = isNode(given) && given.type === 'ObjectExpression' ? given['properties'] : [];
  return [...before, ...nodes(members)];
}

function commentBefore(
  node: Node,
  comments: readonly Comment[],
  source: string,
): string | undefined {
  const comment = comments.findLast(({ end }) => end <= node.start);
  if (comment?.type !== 'Block' || !comment.value.startsWith('*')) return undefined;
  if (source.slice(comment.end, node.start).trim() !== '') return undefined;
  return comment.value
    .replaceAll(/^[ \t]*\*+ ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
