/**
 * Builds the images of functions into a layout. A layer whose files are those of a layer that is there
 * already is not packed again, and a bundle that was warmed once is not warmed again.
 */
import { join } from 'node:path';
import type { Declaration } from '#shared/function/declare.ts';
import { port } from '#shared/manifests/container.ts';
import { labelsOf as clusterLabels, type Product } from '#shared/manifests/product.ts';
import { warm } from '../build.ts';
import { nodeOptions } from '../bundling/node-options.ts';
import type { Program } from '../programs/programs.ts';
import { type Base, nodePath } from './base.ts';
import {
  appFolder,
  bundleFiles,
  commonFiles,
  compiledFiles,
  sbomFile,
  wholeOf,
} from './bundle-files.ts';
import { eachOf } from './each-of.ts';
import { type Descriptor, imageOf, type Layer, mediaTypes } from './image.ts';
import { baseLabels, labelsOf } from './labels.ts';
import { archiveOf, compressed, gzipLevel, type LayerFile } from './layer.ts';
import { holdsBlob, type Named, type Stored, storedIn, writeBlob, writeIndex } from './layout.ts';
import type { Source } from './source.ts';

/** What an image tells of what it starts. */
export type Imaged = Pick<Declaration, 'name' | 'context' | 'kind' | 'purpose'> | Program;

export interface BuildOptions {
  readonly product: Product;
  readonly base: Base;
  readonly declarations: readonly Imaged[];
  /** Of bundles, one folder per function. */
  readonly bundles: string;
  /** The layout. */
  readonly to: string;
  readonly source: Source;
  readonly sourceUrl?: string | undefined;
  readonly registry?: string | undefined;
  readonly inputs?: string | undefined;
  /** Leaves out what V8 compiled, and with it all that differs between two builds of one source. */
  readonly cold: boolean;
  readonly note: (line: string) => void;
}

export interface Built extends Named {
  readonly layers: readonly Layer[];
}

/** Node compresses and compiles: another one, or other options of it, may do both differently. */
export const packing = [
  `gzip ${gzipLevel}, zlib ${process.versions.zlib}`,
  `node ${process.version} ${nodeOptions.join(' ')}`,
].join(', ');

export async function buildImages(options: BuildOptions): Promise<readonly Built[]> {
  const { to, declarations, note } = options;
  const packer = packerOf(to, await storedIn(to, packing));
  note('base: Node and its C library');
  const baseLayer = await packer.pack('node and its libraries', options.base.files);
  const base = await stored(options, {
    name: nameOf(options, 'base'),
    description: 'Node and the C library it needs, for the functions',
    layers: [baseLayer],
  });
  let done = 0;
  const functions = await eachOf(declarations, atOnce, async (declaration) => {
    const layers = await functionLayers(declaration, options, packer);
    const image = await stored(options, {
      name: nameOf(options, declaration.name),
      description: declaration.purpose,
      layers: [baseLayer, ...layers],
      of: { declaration, base },
    });
    done += 1;
    note(`${done} of ${declarations.length}: ${declaration.name}`);
    return image;
  });
  const images = [base, ...functions];
  await writeIndex(to, { images, packed: packing, ...options });
  return images;
}

/** Most of a warm start is waiting for engines that are not there. */
const atOnce = 4;

function nameOf({ product }: BuildOptions, name: string): string {
  return `${product.name}/${name}:${product.version}`;
}

async function functionLayers(
  of: Imaged,
  { product, bundles, base, cold }: BuildOptions,
  packer: Packer,
): Promise<readonly Layer[]> {
  const { name } = of;
  const folder = join(bundles, name);
  const whole = wholeOf(name, product);
  const common = await packer.pack('what functions have in common', await commonFiles(folder));
  const files = await bundleFiles({ folder, whole, baseParts: base.parts });
  const holds = of.kind === 'program' ? name : `function ${of.context}/${name}`;
  const layer = await packer.pack(holds, files);
  if (cold || (of.kind === 'program' && !of.listens)) return [common, layer];
  const known = await packer.after(layer);
  if (known !== undefined) return [common, layer, known];
  await warm(bundles, name);
  return [common, layer, await packer.pack('what V8 compiled', await compiledFiles(folder))];
}

interface ImageParts {
  readonly name: string;
  readonly description: string;
  readonly layers: readonly Layer[];
  readonly of?: { readonly declaration: Imaged; readonly base: Named };
}

async function stored(options: BuildOptions, parts: ImageParts): Promise<Built> {
  const { product, source, sourceUrl, to } = options;
  const { name, description, layers, of } = parts;
  const labels = {
    ...labelsOf({
      ...{ title: name.replace(/:.*$/, ''), description, version: product.version },
      ...{ source, sourceUrl },
    }),
    ...(of === undefined
      ? {}
      : {
          ...baseLabels(of.base.name, of.base.manifest.digest),
          ...ownLabelsOf(of.declaration, product),
          [`${product.domain}/sbom`]: `/${sbomFile}`,
        }),
  };
  const { config, manifest } = imageOf({
    ...{ layers, labels, created: source.created },
    ...(of === undefined ? {} : { start }),
  });
  await writeBlob(to, mediaTypes.config, config);
  return { name, layers, manifest: await writeBlob(to, mediaTypes.manifest, manifest) };
}

/** The product's own of those that its objects in a cluster have. */
function ownLabelsOf(declaration: Imaged, product: Product): Readonly<Record<string, string>> {
  if (declaration.kind === 'program') return {};
  const labels = Object.entries(clusterLabels(declaration, product));
  return Object.fromEntries(labels.filter(([name]) => name.startsWith(`${product.domain}/`)));
}

export const start = {
  entrypoint: [`/${nodePath}`, ...nodeOptions, `/${appFolder}/main.js`],
  folder: `/${appFolder}`,
  port,
} as const;

interface Packer {
  pack(holds: string, files: readonly LayerFile[]): Promise<Layer>;
  /** What stood upon this layer when it was last built. */
  after(layer: Layer): Promise<Layer | undefined>;
}

function packerOf(to: string, before: readonly Stored[]): Packer {
  const layers = before.flatMap((image) => image.layers);
  const isThere = async (layer: { readonly descriptor: Descriptor } | undefined) =>
    layer !== undefined && (await holdsBlob(to, layer.descriptor));
  /** By this run, so that what functions have in common is compressed once. */
  const begun = new Map<string, Promise<Descriptor>>();
  async function descriptorOf(diffId: string, tar: Uint8Array): Promise<Descriptor> {
    const known = layers.find((each) => each.diffId === diffId);
    if (known !== undefined && (await isThere(known))) return known.descriptor;
    return writeBlob(to, mediaTypes.layer, await compressed(tar));
  }
  return {
    async pack(holds, files) {
      const { tar, diffId } = await archiveOf(files);
      const packed = begun.get(diffId) ?? descriptorOf(diffId, tar);
      begun.set(diffId, packed);
      return { descriptor: await packed, diffId, holds };
    },
    async after(layer) {
      const found = before.find((image) =>
        image.layers.some(({ diffId }) => diffId === layer.diffId),
      );
      const at = found?.layers.findIndex(({ diffId }) => diffId === layer.diffId) ?? -1;
      const next = found?.layers[at + 1];
      return (await isThere(next)) ? next : undefined;
    },
  };
}
