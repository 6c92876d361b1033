import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'serai-node-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function start(pinned: string) {
  mkdirSync(join(root, 'scripts'), { recursive: true });
  copyFileSync(
    join(import.meta.dirname, 'pinned-node.cjs'),
    join(root, 'scripts', 'pinned-node.cjs'),
  );
  writeFileSync(join(root, 'package.json'), JSON.stringify({ dependencies: { node: pinned } }));
  const main = join(root, 'main.ts');
  writeFileSync(main, `const said: string = 'started'; process.stdout.write(said);`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', './scripts/pinned-node.cjs', main],
    { cwd: root, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('an entry point', () => {
  test('starts on the pinned Node', () => {
    expect(start(process.versions.node)).toEqual({ status: 0, stdout: 'started', stderr: '' });
  });

  test('stops with a sentence on any other', () => {
    expect(start('1.2.3')).toEqual({
      status: 78,
      stdout: '',
      stderr:
        `Serai runs on Node 1.2.3 from its own node_modules, and this is ${process.version}. ` +
        `Run "make setup" in ${root}; if npm skips install scripts (ignore-scripts), run ` +
        '"npm rebuild node --ignore-scripts=false" there.\n',
    });
  });

  test('is one that asks first', async () => {
    const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
    const unasked = Object.entries(manifest.scripts).filter(
      ([, line]) => !line.startsWith('node --require ./scripts/pinned-node.cjs '),
    );
    expect(unasked).toEqual([]);
  });
});
