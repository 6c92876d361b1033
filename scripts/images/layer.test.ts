import { unpackTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { archiveOf, compressed, type LayerFile } from './layer.ts';

const file = (path: string, text: string): LayerFile => ({ path, content: Buffer.from(text) });
const files = [
  file('usr/bin/run', 'run'),
  file('app/b.js', 'b'),
  file('app/a/deep.js', 'deep'),
  { ...file('app/a.js', 'a'), isProgram: true },
];

describe('a layer', () => {
  test('is the same bytes in whatever order its files come, today and tomorrow', async () => {
    const [one, other] = [await archiveOf(files), await archiveOf(files.toReversed())];
    expect(one.tar).toEqual(other.tar);
    expect(one.diffId).toBe(
      'sha256:b8056aa973be9561cf86076835b6c949f85ae257f864632830c58080fd45d471',
    );
    expect(await compressed(one.tar)).toEqual(await compressed(other.tar));
  });

  test('belongs to root, has no time, and lists a folder before what is in it', async () => {
    const entries = await unpackTar((await archiveOf(files)).tar, { strict: true });
    expect(
      entries.map(({ header: { name, type, mode, uid, gid, uname, gname, mtime } }) => [
        ...[name, type, mode?.toString(8), uid, gid],
        ...[uname ?? '', gname ?? '', mtime?.getTime()],
      ]),
    ).toEqual([
      ['app/', 'directory', '755', 0, 0, '', '', 0],
      ['app/a.js', 'file', '755', 0, 0, '', '', 0],
      ['app/a/', 'directory', '755', 0, 0, '', '', 0],
      ['app/a/deep.js', 'file', '644', 0, 0, '', '', 0],
      ['app/b.js', 'file', '644', 0, 0, '', '', 0],
      ['usr/', 'directory', '755', 0, 0, '', '', 0],
      ['usr/bin/', 'directory', '755', 0, 0, '', '', 0],
      ['usr/bin/run', 'file', '644', 0, 0, '', '', 0],
    ]);
  });

  test('is gzip without a name and a time', async () => {
    const packed = await compressed((await archiveOf(files)).tar);
    // Magic, deflate, no flags, four bytes of time.
    expect([...packed.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  });
});
