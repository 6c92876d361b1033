/**
 * Images in a folder, as the OCI image layout has it: every blob once, under its digest. What stands
 * in `index.json` is whole: it is written last and at once, and what it no longer names is removed.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { bytesOf, type Descriptor, described, type Layer, mediaTypes, platform } from './image.ts';

const Described = z.object({ mediaType: z.string(), digest: z.string(), size: z.number() });
const Index = z.object({
  manifests: z.array(
    Described.extend({ annotations: z.record(z.string(), z.string()).default({}) }),
  ),
  annotations: z.record(z.string(), z.string()).default({}),
});
const Manifest = z.object({ config: Described, layers: z.array(Described) });
const Config = z.object({
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
  history: z.array(z.object({ created_by: z.string() })),
});

/** An image by the name it goes by in manifests, `serai/<function>:<version>`. */
export interface Named {
  readonly name: string;
  readonly manifest: Descriptor;
}

export interface Stored extends Named {
  readonly config: Descriptor;
  readonly layers: readonly Layer[];
}

const refName = 'org.opencontainers.image.ref.name';
/** What containerd calls an image that it imports. */
const containerdName = 'io.containerd.image.name';
/** How the layers were packed; a layer that was packed in another way is packed again. */
const packing = 'dev.serai.packing';
/** Of all that the images were built from. */
const inputsDigest = 'dev.serai.inputs';

export function blobFile(folder: string, digest: string): string {
  return join(folder, 'blobs', ...digest.split(':'));
}

export async function writeBlob(
  folder: string,
  mediaType: string,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const descriptor = described(mediaType, bytes);
  if (!(await holdsBlob(folder, descriptor))) {
    await writeWhole(blobFile(folder, descriptor.digest), bytes);
  }
  return descriptor;
}

/** Nothing where there is no layout, or one that was packed otherwise or is not whole. */
export async function storedIn(folder: string, packed: string): Promise<readonly Stored[]> {
  const index = await indexOf(folder);
  if (index?.annotations[packing] !== packed) return [];
  return (await imagesIn(folder)) ?? [];
}

/** The images of a layout that was built from the same, every blob of it still there. */
export async function builtFrom(
  folder: string,
  inputs: string,
): Promise<readonly Stored[] | undefined> {
  const index = await indexOf(folder);
  if (index?.annotations[inputsDigest] !== inputs) return undefined;
  const images = await imagesIn(folder);
  const blobs = (images ?? []).flatMap(blobsOf);
  const held = await Promise.all(blobs.map((blob) => holdsBlob(folder, blob)));
  return images !== undefined && held.every(Boolean) ? images : undefined;
}

function blobsOf({ manifest, config, layers }: Stored): readonly Descriptor[] {
  return [manifest, config, ...layers.map(({ descriptor }) => descriptor)];
}

/** The images of a layout, however they were packed; undefined where there is none that can be read. */
export async function imagesIn(folder: string): Promise<readonly Stored[] | undefined> {
  try {
    const index = await indexOf(folder);
    return index && (await Promise.all(index.manifests.map((each) => storedAs(folder, each))));
  } catch {
    // Harmed, by whatever: it is built again.
    return undefined;
  }
}

export interface IndexSpec {
  readonly images: readonly Named[];
  readonly packed: string;
  readonly inputs?: string | undefined;
  /** Where a node that imports the layout shall think that they come from. */
  readonly registry?: string | undefined;
}

/** Makes these images all that a layout holds. */
export async function writeIndex(
  folder: string,
  { images, packed, inputs, registry }: IndexSpec,
): Promise<void> {
  await writeWhole(join(folder, 'oci-layout'), bytesOf({ imageLayoutVersion: '1.0.0' }));
  const index = bytesOf({
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: images.map(({ name, manifest }) => ({
      ...manifest,
      platform,
      annotations: {
        [refName]: name,
        ...(registry === undefined ? {} : { [containerdName]: `${registry}/${name}` }),
      },
    })),
    annotations: {
      [packing]: packed,
      ...(inputs === undefined ? {} : { [inputsDigest]: inputs }),
    },
  });
  await writeWhole(join(folder, 'index.json'), index);
  await removeUnnamed(folder);
}

async function indexOf(folder: string): Promise<z.infer<typeof Index> | undefined> {
  const file = join(folder, 'index.json');
  if (!existsSync(file)) return undefined;
  return Index.safeParse(jsonOf(await readFile(file, 'utf8'))).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut short.
    return undefined;
  }
}

async function storedAs(
  folder: string,
  { annotations, ...manifest }: z.infer<typeof Index>['manifests'][number],
): Promise<Stored> {
  const { config, layers } = Manifest.parse(await readJson(folder, manifest));
  const { rootfs, history } = Config.parse(await readJson(folder, config));
  return {
    name: annotations[refName] ?? '',
    manifest: bare(manifest),
    config: bare(config),
    layers: layers.map((descriptor, at) => ({
      descriptor: bare(descriptor),
      diffId: rootfs.diff_ids[at] ?? '',
      holds: history[at]?.created_by ?? '',
    })),
  };
}

function bare({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

async function readJson(folder: string, { digest }: Descriptor): Promise<unknown> {
  return JSON.parse(await readFile(blobFile(folder, digest), 'utf8'));
}

/** Whether a blob is there in its whole length. */
export async function holdsBlob(folder: string, { digest, size }: Descriptor): Promise<boolean> {
  const found = await stat(blobFile(folder, digest)).catch(() => undefined);
  return found?.size === size;
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}

async function removeUnnamed(folder: string): Promise<void> {
  const stored = (await imagesIn(folder)) ?? [];
  const named = new Set(stored.flatMap(blobsOf).map(({ digest }) => digest));
  const blobs = join(folder, 'blobs/sha256');
  for (const name of await readdir(blobs)) {
    if (!named.has(`sha256:${name}`)) await rm(join(blobs, name));
  }
}
