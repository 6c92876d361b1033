/** The files of a bundle as they lie in an image: in layers by how often they change. */
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as z from 'zod';
import type { Product } from '#shared/manifests/product.ts';
import { isBeside } from '../bundling/beside-files.ts';
import { packagesFile } from '../bundling/packages-inside.ts';
import type { LayerFile } from './layer.ts';
import { licencesOf } from './licences.ts';
import { npmParts, type Part, sbomOf } from './sbom.ts';

const root = join(import.meta.dirname, '../..');

/** Where a bundle lies in its image. */
export const appFolder = 'app';
export const sbomFile = `${appFolder}/sbom.spdx.json`;
const compiledFolder = 'compiled';

/** What the document of an image is about. */
export function wholeOf(name: string, product: Product): Part {
  return {
    ...{ name: `${product.name}/${name}`, version: product.version, licence: 'Apache-2.0' },
    purl: `pkg:oci/${name}@${product.version}`,
  };
}

export interface BundleFilesOptions {
  /** The bundle's. */
  readonly folder: string;
  readonly whole: Part;
  readonly baseParts: readonly Part[];
}

/** What is the function's own: without source maps, which no start reads. */
export async function bundleFiles(options: BundleFilesOptions): Promise<readonly LayerFile[]> {
  const { folder, whole, baseParts } = options;
  const places = z
    .array(z.string())
    .parse(JSON.parse(await readFile(join(folder, packagesFile), 'utf8')));
  const lock = await readFile(join(root, 'package-lock.json'), 'utf8');
  const runs = await filesBelow(
    folder,
    (path) =>
      !isBeside(path) &&
      !path.endsWith('.map') &&
      path !== packagesFile &&
      !path.startsWith(`${compiledFolder}/`),
  );
  return [
    ...runs,
    { path: sbomFile, content: sbomOf(whole, [...baseParts, ...npmParts(places, lock)]) },
    { path: `${appFolder}/licences.txt`, content: await licencesOf(places, root) },
  ];
}

/** What functions have in common: a node that runs one of them has it for all. */
export function commonFiles(folder: string): Promise<readonly LayerFile[]> {
  return filesBelow(folder, (path) => isBeside(path) && !path.endsWith('.map'));
}

/** Not the same from build to build: V8 compiles what a start happened to reach. */
export function compiledFiles(folder: string): Promise<readonly LayerFile[]> {
  return filesBelow(folder, (path) => path.startsWith(`${compiledFolder}/`));
}

async function filesBelow(
  folder: string,
  wanted: (path: string) => boolean,
): Promise<readonly LayerFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll(sep, '/'))
    .filter(wanted);
  return Promise.all(
    paths.map(async (path) => ({
      path: `${appFolder}/${path}`,
      content: await readFile(join(folder, path)),
    })),
  );
}
