/** Reads declarations and shared schemas, with what is written above them, out of a checkout. */
import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { AnyHttp, Declaration } from '#shared/function/declare.ts';
import type { Examples } from './examples.ts';
import type { NamedSchema } from './shapes.ts';

/** Every function, in the order of its file's path. */
export async function declarationsIn(root: string): Promise<Declaration[]> {
  const found: Declaration[] = [];
  for (const file of await sources(root, 'functions/*/*.ts')) {
    const { default: declared }: { default?: unknown } = await import(urlOf(root, file));
    if (isDeclaration(declared)) found.push(declared);
  }
  return found;
}

/** Every `http` function, in the order of its file's path. */
export async function httpDeclarations(root: string): Promise<AnyHttp[]> {
  const found = await declarationsIn(root);
  return found.filter((declaration) => declaration.kind === 'http');
}

export interface SharedSchemas {
  readonly named: readonly NamedSchema[];
  readonly descriptions: ReadonlyMap<string, string>;
}

/** Every exported schema, by the name it is exported under. */
export async function sharedSchemas(root: string): Promise<SharedSchemas> {
  // A parser is a heavy thing to load for who only looks for functions.
  const { commentsOf } = await import('./comments.ts');
  const named = new Map<string, NamedSchema>();
  const descriptions = new Map<string, string>();
  for (const file of await sources(root, 'schema/**/*.ts')) {
    const module: Readonly<Record<string, unknown>> = await import(urlOf(root, file));
    const comments = commentsOf(file, await readFile(join(root, file), 'utf8'));
    for (const [exported, schema] of Object.entries(module)) {
      if (!(schema instanceof z.ZodType)) continue;
      const name = named.has(exported) ? `${contextOf(file)}${exported}` : exported;
      if (named.has(name)) throw new Error(`${file}: there is another schema named ${name}`);
      named.set(name, { name, schema });
      for (const [key, text] of comments) {
        const [about = '', member] = key.split('.');
        if (about === exported)
          descriptions.set(member === undefined ? name : `${name}.${member}`, text);
      }
    }
  }
  return { named: [...named.values()], descriptions };
}

/** Every example, by the name of the schema it is one of. */
export async function sharedExamples(root: string): Promise<Examples> {
  const bySchema = new Map<string, unknown>();
  const byFunction = new Map<string, unknown>();
  for (const file of await sources(root, 'schema/examples/*.ts')) {
    const { byFunction: some = {}, ...named }: { byFunction?: object } = await import(
      urlOf(root, file)
    );
    // What begins in lower case serves the examples and is none.
    for (const [name, example] of Object.entries(named)) {
      if (/^[A-Z]/.test(name)) bySchema.set(name, example);
    }
    for (const [name, example] of Object.entries(some)) byFunction.set(name, example);
  }
  return { bySchema, byFunction };
}

async function sources(root: string, pattern: string): Promise<string[]> {
  const files = await Array.fromAsync(glob(pattern, { cwd: root }));
  return files
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => !/\.(test|generated)\.ts$/.test(file) && !file.endsWith('.d.ts'))
    .toSorted();
}

function urlOf(root: string, file: string): string {
  return pathToFileURL(join(root, file)).href;
}

/** `schema/properties/http.ts` → `Properties`, to tell two schemas of one name apart. */
function contextOf(file: string): string {
  const context = file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
  return context.charAt(0).toUpperCase() + context.slice(1);
}

const kinds: readonly unknown[] = ['http', 'subscriber', 'consumer', 'relay', 'schedule'];

function isDeclaration(value: unknown): value is Declaration {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(value.kind)
  );
}
