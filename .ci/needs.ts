/** Finds what a suite needs on this machine, installs what may be installed, and says what is missing. */
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { run } from './processes.ts';
import type { Need } from './suites.ts';

/**
 * The variable a suite reads and its value; `missing` when this machine cannot have it, `broken`
 * when it could and the installation failed.
 */
export type Met =
  | { readonly env: Record<string, string> }
  | { readonly missing: string }
  | { readonly broken: string };

/** Debian's mirrors give 350 MB in 20 s; five minutes is a mirror that will not. */
const installMsMax = 300_000;

const chromiums = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export function onPath(names: readonly string[], path: string): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

function beside(variable: string, folder: string, env: NodeJS.ProcessEnv): Met {
  const given = env[variable];
  const file = resolve(given ?? folder);
  if (existsSync(file)) return { env: { [variable]: file } };
  return { missing: `no ${given ?? folder}; say where with ${variable}=…` };
}

async function chromium(env: NodeJS.ProcessEnv): Promise<Met> {
  const path = env['PATH'] ?? '';
  const found = env['CHROMIUM'] ?? onPath(chromiums, path);
  if (found !== undefined) return { env: { CHROMIUM: found } };
  if (process.getuid?.() !== 0 || onPath(['apt-get'], path) === undefined) {
    return { missing: 'no chromium, and no right to install it; say where with CHROMIUM=…' };
  }
  process.stdout.write('installing chromium\n');
  const install =
    'export DEBIAN_FRONTEND=noninteractive; ' +
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium';
  const { exit, output } = await run(install, { budgetMs: installMsMax, output: 'keep' });
  const installed = onPath(chromiums, path);
  if (exit === 0 && installed !== undefined) return { env: { CHROMIUM: installed } };
  process.stdout.write(output);
  return { broken: 'chromium could not be installed; say where one is with CHROMIUM=…' };
}

export function meet(need: Need, env: NodeJS.ProcessEnv): Met | Promise<Met> {
  switch (need) {
    case 'chromium':
      return chromium(env);
    case 'crds':
      return beside('CRDS', '../shared/crds', env);
    case 'data':
      return beside('DATA', '../shared/data/hotel_bookings.csv.zip', env);
  }
}
