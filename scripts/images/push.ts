/** Sends the images of a layout to a registry: only what it lacks, so a run that broke is run again. */
import { readFile } from 'node:fs/promises';
import { type Descriptor, mediaTypes } from './image.ts';
import { blobFile, type Stored } from './layout.ts';
import type { Registry } from './registry.ts';

export interface PushOptions {
  readonly registry: Registry;
  /** Before every image's name: `team` of `registry.example/team`. */
  readonly prefix: string;
  /** The layout. */
  readonly folder: string;
  readonly images: readonly Stored[];
  readonly note: (line: string) => void;
}

export interface Pushed {
  readonly blobs: number;
  readonly bytes: number;
  readonly tags: number;
}

export async function push(options: PushOptions): Promise<Pushed> {
  const { images, note } = options;
  /** Which repository of the registry has a blob, as far as this run knows. */
  const homes = new Map<string, string>();
  let [blobs, bytes, tags] = [0, 0, 0];
  for (const [at, image] of images.entries()) {
    const [name = '', tag = ''] = image.name.split(':');
    const repository = [options.prefix, name].filter((part) => part !== '').join('/');
    const state = await pushed(options, { image, repository, tag, homes });
    for (const { size } of state.sent) bytes += size;
    blobs += state.sent.length;
    tags += state.isNew ? 1 : 0;
    note(`${at + 1} of ${images.length}: ${repository}:${tag}${state.isNew ? '' : ' was there'}`);
  }
  return { blobs, bytes, tags };
}

interface One {
  readonly image: Stored;
  readonly repository: string;
  readonly tag: string;
  readonly homes: Map<string, string>;
}

async function pushed(
  { registry, folder }: PushOptions,
  { image, repository, tag, homes }: One,
): Promise<{ readonly sent: readonly Descriptor[]; readonly isNew: boolean }> {
  const blobs = [...image.layers.map(({ descriptor }) => descriptor), image.config];
  const sent: Descriptor[] = [];
  // A manifest is taken only after what it names, so one that is there is whole.
  const isNew = (await registry.tagged(repository, tag)) !== image.manifest.digest;
  for (const blob of isNew ? blobs : []) {
    const { digest } = blob;
    if (await registry.hasBlob(repository, digest)) continue;
    const file = blobFile(folder, digest);
    const how = await registry.send({ repository, digest, file, from: homes.get(digest) });
    if (how === 'sent') sent.push(blob);
  }
  for (const { digest } of blobs) homes.set(digest, repository);
  if (isNew) {
    const manifest = await readFile(blobFile(folder, image.manifest.digest));
    await registry.tag(repository, tag, mediaTypes.manifest, manifest);
  }
  return { sent, isNew };
}
