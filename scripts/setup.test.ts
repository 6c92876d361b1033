import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'serai-setup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/node': { version: '26.0.0', integrity: 'sha512-a' },
  'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};
const { '': _root, 'node_modules/other-platform': _other, ...complete } = wanted;

/** A checkout with an npm of ours that installs what the lock file says and counts its calls. */
function checkout(nodeItBrings = '26.0.0') {
  const root = mkdtempSync(join(folder, 'house-'));
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  mkdirSync(join(root, 'scripts'));
  copyFileSync(join(import.meta.dirname, 'setup.cjs'), join(root, 'scripts', 'setup.cjs'));
  write('package.json', JSON.stringify({ dependencies: { node: '26.0.0' } }));
  write('package-lock.json', JSON.stringify({ packages: wanted }));
  const installed = JSON.stringify({ packages: complete });
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  write(
    'bin/npm',
    `#!/bin/sh
echo "$1" >> ${root}/npm.log
mkdir -p ${root}/node_modules/node/bin
printf '#!/bin/sh\\necho v${nodeItBrings}\\n' > ${node}
chmod +x ${node}
printf '%s' '${installed}' > ${root}/node_modules/.package-lock.json
`,
  );
  chmodSync(join(root, 'bin', 'npm'), 0o755);
  return {
    write,
    async setUp() {
      const child = spawn(process.execPath, ['scripts/setup.cjs'], {
        cwd: root,
        env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
      });
      const chunks: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
      const [code] = await once(child, 'close');
      return { code, said: Buffer.concat(chunks).toString() };
    },
    calls: () =>
      existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8') : '',
    locked: () => existsSync(join(root, '.setup.lock')),
  };
}

describe('setting up', () => {
  test('installs once, and then no more', async () => {
    const house = checkout();
    expect(await house.setUp()).toEqual({
      code: 0,
      said: 'setup: installing packages (npm ci)\n',
    });
    expect(await house.setUp()).toEqual({ code: 0, said: '' });
    expect(house.calls()).toBe('ci\n');
    expect(house.locked()).toBe(false);
  });

  test.each([
    ['version', { version: '25.0.0', integrity: 'sha512-a' }],
    ['content', { version: '26.0.0', integrity: 'sha512-z' }],
    ['presence', undefined],
  ])('installs when the %s of a package differs', async (_what, there) => {
    const house = checkout();
    await house.setUp();
    house.write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { ...complete, 'node_modules/node': there } }),
    );
    await house.setUp();
    expect(house.calls()).toBe('ci\nci\n');
  });

  test('is done once by two at the same time', async () => {
    const house = checkout();
    const both = await Promise.all([house.setUp(), house.setUp()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(house.calls()).toBe('ci\n');
  });

  test('takes over from one that died', async () => {
    const house = checkout();
    // No process has the highest number there can be: the kernel stops at 4,194,304.
    house.write('.setup.lock', '99999999');
    expect((await house.setUp()).code).toBe(0);
    expect(house.calls()).toBe('ci\n');
    expect(house.locked()).toBe(false);
  });

  test('fails with a sentence when npm skipped the install scripts', async () => {
    const house = checkout('20.1.0');
    const { code, said } = await house.setUp();
    expect(code).toBe(78);
    expect(said).toContain('should have brought Node 26.0.0 and brought v20.1.0');
    expect(said).toContain('ignore-scripts');
  });

  test('fails with a sentence when npm fails', async () => {
    const house = checkout();
    house.write('bin/npm', '#!/bin/sh\nexit 7\n');
    expect(await house.setUp()).toEqual({
      code: 78,
      said: 'setup: installing packages (npm ci)\nsetup: npm ci failed with exit code 7\n',
    });
    expect(house.locked()).toBe(false);
  });
});
