import { expect, test } from 'vitest';
import { basePackages, needDebian } from './debian.ts';

test('a machine without Debian’s tools is told what images need', () => {
  expect(() => needDebian('/nowhere')).toThrow(
    /^Images are built on Debian 12 .* and this machine has no apt-get\. The Dockerfile does/,
  );
});

test('the base takes what Node is linked to, its loader, and what names them', async () => {
  const { packages } = await basePackages();
  const files = packages.flatMap((each) => Object.keys(each.files));
  expect(files.filter((path) => !path.endsWith('/copyright')).toSorted()).toEqual([
    'etc/os-release',
    'lib/x86_64-linux-gnu/libc.so.6',
    'lib/x86_64-linux-gnu/libdl.so.2',
    'lib/x86_64-linux-gnu/libgcc_s.so.1',
    'lib/x86_64-linux-gnu/libm.so.6',
    'lib/x86_64-linux-gnu/libpthread.so.0',
    'lib64/ld-linux-x86-64.so.2',
    'usr/lib/x86_64-linux-gnu/libatomic.so.1',
    'usr/lib/x86_64-linux-gnu/libstdc++.so.6',
  ]);
});
