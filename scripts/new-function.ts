/** Begins a function: a declaration that compiles, and a test that fails until somebody has thought. */
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/** A ScaledObject's name has 54 characters at most, and twelve of them say which house it runs in. */
const nameLengthMax = 54 - 12;

export interface Wish {
  readonly context: string;
  readonly name: string;
  /** Whether the context may be one that does not exist yet. */
  readonly newContext: boolean;
}

/** Why a wish is not granted, in a sentence; `undefined` when it is. */
export function refusal(root: string, { context, name, newContext }: Wish): string | undefined {
  if (!/^[a-z]+$/.test(context)) {
    return 'CONTEXT is one lower-case word: make new-function CONTEXT=reservations NAME=cancel-reservation';
  }
  if (!/^[a-z]+(?:-[a-z]+)+$/.test(name)) {
    return 'NAME says what it does to what, in lower case: cancel-reservation, close-business-day';
  }
  if (name.length > nameLengthMax) {
    return `NAME has ${name.length} characters; ${nameLengthMax} fit into the names made from it`;
  }
  if (!newContext && !existsSync(join(root, 'functions', context))) {
    return `there is no functions/${context}; say NEW=1 if this is its first function`;
  }
  const [taken] = globSync(`functions/*/${name}{,.test}.ts`, { cwd: root });
  return taken === undefined ? undefined : `${taken} exists, and a function's name is its own`;
}

function declaration({ context, name }: Wish): string {
  return `/** What it promises, in one sentence. */
import * as z from 'zod';
import { http } from '#shared/function/declare.ts';

export default http({
  context: '${context}',
  name: '${name}',
  purpose: 'Says in one sentence what it does.',
  route: 'GET /v1/${name}',
  permission: '${context}:read',
  transaction: 'none',
  answers: { 200: z.strictObject({ name: z.string() }) },
  scale: { rps: 50, replicasMin: 0, replicasMax: 10 },
  handle() {
    return { status: 200, body: { name: '${name}' } };
  },
});
`;
}

function firstTest({ name }: Wish): string {
  return `import { expect, test } from 'vitest';
import declaration from './${name}.ts';

test('${name} has a test of its own', () => {
  expect.fail(
    \`\${declaration.name}: write here what a client sends and what it sees, then make it true\`,
  );
});
`;
}

function nextSteps({ context, name }: Wish): string {
  return `functions/${context}/${name}.ts and its test are there. Next:
  1. Say its purpose, route, permission and scope; its schemas belong into schema/${context}/.
  2. Replace the failing test by what a client sees; refusals get a line in functions/${context}/problems.ts.
  3. Put rules into functions/${context}/domain/, where there is neither clock nor network.
  4. make generate check test
`;
}

/** The files it wrote, from the root. */
export function writeFunction(root: string, wish: Wish): readonly string[] {
  const file = join('functions', wish.context, `${wish.name}.ts`);
  const test = join('functions', wish.context, `${wish.name}.test.ts`);
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), declaration(wish), { flag: 'wx' });
  writeFileSync(join(root, test), firstTest(wish), { flag: 'wx' });
  return [file, test];
}

function main(): number {
  const root = join(import.meta.dirname, '..');
  const { values } = parseArgs({
    options: {
      context: { type: 'string', default: '' },
      name: { type: 'string', default: '' },
      'new-context': { type: 'boolean', default: false },
    },
  });
  const wish = { context: values.context, name: values.name, newContext: values['new-context'] };
  const why = refusal(root, wish);
  if (why !== undefined) {
    process.stderr.write(`new-function: ${why}\n`);
    return 1;
  }
  writeFunction(root, wish);
  process.stdout.write(nextSteps(wish));
  return 0;
}

if (import.meta.main) process.exitCode = main();
