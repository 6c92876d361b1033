import { expect, test } from 'vitest';
import { tooLarge, weights } from './sizes.ts';

const megabyte = 1024 * 1024;
const image = (name: string, ...sizes: readonly number[]) => ({
  name,
  layers: sizes.map((size) => ({
    descriptor: { mediaType: 'layer', digest: 'sha256:0', size },
    ...{ diffId: 'sha256:1', holds: 'files' },
  })),
});

test('an image may weigh 75 MB and a function 1 MB of it, and not a byte more', () => {
  const most = image('post/most', 73 * megabyte, megabyte, megabyte, 0);
  expect(tooLarge([most])).toEqual([]);
  expect(tooLarge([image('post/heavy', 73 * megabyte, megabyte, megabyte, 1)])).toEqual([
    'post/heavy weighs 75.00 MB, at most 75.00 MB',
  ]);
  expect(tooLarge([image('post/long', 0, 0, megabyte + 1)])).toEqual([
    'post/long has 1.00 MB of its own, at most 1.00 MB',
  ]);
});

test('the table has a row for each image', () => {
  const images = [image('post/base', megabyte), image('post/send', megabyte, 2048, 1024, 512)];
  expect(weights(images).split('\n')).toEqual([
    '               image    common  function  compiled',
    'post/base    1.00 MB                              ',
    'post/send    1.00 MB      2 kB      1 kB      1 kB',
    '',
  ]);
});
