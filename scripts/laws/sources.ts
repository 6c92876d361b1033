/** Reads the repository's own files as the laws see them: paths, text and syntax trees. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync } from 'rolldown/utils';

export const root = resolve(import.meta.dirname, '../..');

/** Of any kind. ESTree gives every node a `type`; the laws ask for the rest when they have seen it. */
export interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

type Parsed = ReturnType<typeof parseSync>;

export interface Source {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  readonly module: Parsed['module'];
  readonly comments: Parsed['comments'];
}

/** Tracked files and those about to be: what is written today is judged today. */
export function repositoryFiles(): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  // A checkout may belong to another user than the one who checks it.
  const listed = execFileSync('git', ['-c', 'safe.directory=*', ...args], {
    cwd: root,
    encoding: 'utf8',
    // 100 bytes a path: enough for 600,000 files.
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = new Set(listed.split('\0').filter((path) => path !== ''));
  return [...paths].filter((path) => existsSync(join(root, path))).sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function isCode(path: string): boolean {
  return /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** Tests, what they share, and measurements: never part of what runs in production. */
export function isTestCode(path: string): boolean {
  return (
    isTest(path) ||
    /(?:^|\/)(?:testing\/|testing\.ts$|(?:[\w-]+\.)?contract\.ts$|(?:[\w.-]+\.)?bench\.ts$)/.test(
      path,
    )
  );
}

/** Written by a generator, from a source that is judged itself. */
export function isGenerated(path: string): boolean {
  return path.includes('.generated.');
}

export function parse(path: string, text: string): Source {
  const { program, module, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return { path, text, program: program as unknown as Node, module, comments };
}

export function repositorySources(): readonly Source[] {
  return repositoryFiles()
    .filter((path) => isCode(path) && !isGenerated(path))
    .map((path) => parse(path, readText(path)));
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Visits every node below `node`, itself first, with the node and the member that hold it. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined, member: string) => void,
  parent?: Node,
  member = '',
): void {
  visit(node, parent, member);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, node, name);
    }
  }
}

/** The name of an identifier or of a string literal that stands for one. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (typeof node['name'] === 'string') return node['name'];
  return typeof node['value'] === 'string' ? node['value'] : undefined;
}

/** A name that stands for a value in scope, not for a member of something. */
export function isReference(node: Node, parent: Node | undefined, member: string): boolean {
  if (node.type !== 'Identifier') return false;
  if (parent?.['computed'] === true) return true;
  if (parent?.type === 'MemberExpression') return member === 'object';
  if (parent?.type === 'TSQualifiedName') return member === 'left';
  // `{ Date }` uses the value as well: its key and value are the same name.
  return !(member === 'key' && parent?.['shorthand'] !== true);
}
