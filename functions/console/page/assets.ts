/** The files a page may load: named one by one, read once, under a version that is their hash. */
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import { type PageFile, files as pageFiles } from './page.files.ts';

export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface Assets {
  /** Changes with any byte of any file, so what was loaded under it never changes. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  // Sent with its types taken out, so a browser runs it; the name stays, because imports say it.
  ts: 'text/javascript; charset=utf-8',
};

let loaded: Assets | undefined;

export function assets(): Assets {
  loaded ??= load();
  return loaded;
}

export function assetPath(file: PageFile): string {
  return `/assets/${assets().version}/${file}`;
}

function load(): Assets {
  const files = new Map(
    Object.entries(pageFiles()).map(([name, text]) => [name, asset(name, text)]),
  );
  const hash = createHash('sha256');
  for (const [name, { body }] of files) hash.update(`${name}\n`).update(body);
  return { version: hash.digest('hex').slice(0, 16), files };
}

function asset(name: string, text: string): Asset {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const body = extension === 'ts' ? forBrowsers(text) : text;
  return {
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    body: new TextEncoder().encode(body),
  };
}

/** Types leave spaces behind, a client made of types almost nothing else; rooms are folders of ours. */
function forBrowsers(text: string): string {
  return withoutTypes(text)
    .replaceAll(/^[ \t]+\n/gm, '')
    .replaceAll(/(from ')#(?:schema|shared)\/(?:[\w-]+\/)*/g, '$1./');
}

/** Node warns that this function may still change, which whoever starts a house can do nothing about. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
