/** The files a page may load: named here one by one, read once, under a version that is their hash. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface Assets {
  /** Changes with any byte of any file, so what was loaded under it never changes. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

const ownFiles = [
  'announce.ts',
  'api.ts',
  'availability.ts',
  'booking-form.ts',
  'commands.ts',
  'dates.ts',
  'desk.ts',
  'dom.ts',
  'events.ts',
  'live.ts',
  'page.css',
  'page.ts',
  'reference.ts',
  'session.ts',
  'stays.ts',
  'traces.ts',
] as const;
const referenceFiles = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

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

export function assetPath(
  file: (typeof ownFiles)[number] | (typeof referenceFiles)[number],
): string {
  return `/assets/${assets().version}/${file}`;
}

function load(): Assets {
  const files = new Map<string, Asset>();
  for (const name of ownFiles)
    files.set(name, asset(name, new URL(`../web/${name}`, import.meta.url)));
  for (const name of referenceFiles) {
    files.set(name, asset(name, new URL(import.meta.resolve(`swagger-ui-dist/${name}`))));
  }
  const hash = createHash('sha256');
  for (const [name, { body }] of files) hash.update(`${name}\n`).update(body);
  return { version: hash.digest('hex').slice(0, 16), files };
}

function asset(name: string, url: URL): Asset {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const body = extension === 'ts' ? withoutTypes(text) : text;
  return {
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    body: new TextEncoder().encode(body),
  };
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
