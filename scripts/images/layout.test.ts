import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageOf, mediaTypes } from './image.ts';
import { sha256 } from './layer.ts';
import {
  blobFile,
  builtFrom,
  holdsBlob,
  imagesIn,
  storedIn,
  writeBlob,
  writeIndex,
} from './layout.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serai-layout-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(text: string) {
  const descriptor = await writeBlob(folder, mediaTypes.layer, Buffer.from(text));
  const layer = { descriptor, diffId: sha256(text), holds: text };
  const { config, manifest } = imageOf({
    ...{ layers: [layer], labels: {}, created: '2026-11-28T12:00:00.000Z' },
  });
  const configured = await writeBlob(folder, mediaTypes.config, config);
  const named = await writeBlob(folder, mediaTypes.manifest, manifest);
  return { name: `post/${text}:1`, manifest: named, config: configured, layers: [layer] };
}

describe('a layout', () => {
  test('gives back the images that were written, and says what it is', async () => {
    const images = [await written('one'), await written('two')];
    await writeIndex(folder, { images, packed: 'packed so', registry: 'registry.example' });
    expect(await imagesIn(folder)).toEqual(images);
    expect(JSON.parse(await readFile(join(folder, 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
    expect(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')).manifests[1]).toEqual({
      ...images[1]?.manifest,
      platform: { architecture: 'amd64', os: 'linux' },
      annotations: {
        'org.opencontainers.image.ref.name': 'post/two:1',
        'io.containerd.image.name': 'registry.example/post/two:1',
      },
    });
  });

  test('keeps no blob that no image names', async () => {
    const [kept] = [await written('one'), await written('gone')];
    await writeIndex(folder, { images: [kept], packed: 'packed so' });
    const digests = [kept.manifest, kept.config, ...kept.layers.map((each) => each.descriptor)];
    expect((await readdir(join(folder, 'blobs/sha256'))).toSorted()).toEqual(
      digests.map(({ digest }) => digest.slice('sha256:'.length)).toSorted(),
    );
  });

  test('that was packed in another way is packed anew', async () => {
    await writeIndex(folder, { images: [await written('one')], packed: 'packed so' });
    expect(await storedIn(folder, 'packed otherwise')).toEqual([]);
    expect(await storedIn(folder, 'packed so')).toHaveLength(1);
  });

  test('is known by what it was built from, as long as it is whole', async () => {
    const image = await written('one');
    await writeIndex(folder, { images: [image], packed: 'packed so', inputs: 'these' });
    expect(await builtFrom(folder, 'others')).toBeUndefined();
    expect(await builtFrom(folder, 'these')).toEqual([image]);
    const [layer] = image.layers;
    await rm(blobFile(folder, layer?.descriptor.digest ?? ''));
    expect(await builtFrom(folder, 'these')).toBeUndefined();
    await rm(blobFile(folder, image.config.digest));
    expect(await builtFrom(folder, 'these')).toBeUndefined();
    expect(await storedIn(folder, 'packed so')).toEqual([]);
    await writeFile(join(folder, 'index.json'), '{');
    expect(await imagesIn(folder)).toBeUndefined();
  });

  test('does not hold a blob that is cut short', async () => {
    const descriptor = await writeBlob(folder, mediaTypes.layer, Buffer.from('whole'));
    expect(await holdsBlob(folder, descriptor)).toBe(true);
    await truncate(blobFile(folder, descriptor.digest), 3);
    expect(await holdsBlob(folder, descriptor)).toBe(false);
    await writeBlob(folder, mediaTypes.layer, Buffer.from('whole'));
    expect(await holdsBlob(folder, descriptor)).toBe(true);
  });

  test('that is not there has no images', async () => {
    expect(await imagesIn(join(folder, 'nowhere'))).toBeUndefined();
    expect(await storedIn(join(folder, 'nowhere'), 'packed so')).toEqual([]);
  });
});
