/** Which packages are inside a bundle, as their places in `package-lock.json`: `node_modules/pg`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Beside the bundle, for whoever lists what is in it. */
export const packagesFile = 'packages.json';

/** `metafiles` are of all files of the bundle, with paths from `root`. */
export function writePackages(folder: string, root: string, metafiles: readonly Metafile[]): void {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const used = outputs
    .flatMap(({ inputs }) => Object.entries(inputs))
    // A module of which nothing was needed left nothing.
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  const places = used.flatMap((path) =>
    path.endsWith('.files.ts')
      ? placesRead(readFileSync(join(root, path), 'utf8'))
      : (placeOf(path) ?? []),
  );
  const listed = [...new Set(places)].toSorted();
  writeFileSync(join(folder, packagesFile), `${JSON.stringify(listed)}\n`);
}

/** `node_modules/a/node_modules/@b/c` of a file anywhere below it; a checkout's own file has none. */
export function placeOf(path: string): string | undefined {
  return /(?:^|[/:])(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/** A module named `*.files.ts` finds the texts of a package by `import.meta.resolve`. */
function placesRead(source: string): readonly string[] {
  const names = source.matchAll(/import\.meta\.resolve\(['"`]((?:@[^/]+\/)?[^/'"`]+)/g);
  return [...names].map(([, name = '']) => `node_modules/${name}`);
}
