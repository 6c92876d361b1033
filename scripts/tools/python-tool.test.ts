import { describe, expect, test } from 'vitest';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { installed, pythonTools } from './python-tool.ts';

describe('A program from a Python package', () => {
  test('is taken from where the variable says', async () => {
    expect(await installed(pythonTools.k6, { K6: '/opt/k6' })).toBe('/opt/k6');
  });

  test('that cannot be installed is said, with the variable that names another', async () => {
    // Pinned by another file, so that one that is there already is not taken.
    const tool = { ...pythonTools.k6, requirements: 'package.json' };
    const failing = installed(tool, { PYTHON: '/bin/false' });
    await expect(failing).rejects.toThrow(SetupProblem);
    await expect(failing).rejects.toThrow('say where one is with K6=…');
  });
});
