/** Every suite of the house: what runs it, how long it may take, what the machine must offer. */

/** `crds` and `data` lie beside the checkout or nowhere; the others are installed when they are missing. */
export type Need =
  | 'chromium'
  | 'containers'
  | 'crds'
  | 'data'
  | 'k6'
  | 'kafka'
  | 'keycloak'
  | 'pgbouncer'
  | 'promtool'
  | 'queue-proxy'
  | 'redis'
  | 'schemathesis'
  | 'spdx';

/** Where a suite's count comes from: the report it writes, or its exit code as one test. */
export type Counted = 'report' | 'exit';

export interface Suite {
  readonly name: string;
  /** A shell line; `$REPORT` is where a counted suite writes; what it needs comes by the names in `needs.ts`. */
  readonly command: string;
  /** What it takes on a machine busy with other things, twice; still running then it hangs, is stopped and has failed. */
  readonly budgetS: number;
  readonly counted: Counted;
  readonly needs: readonly Need[];
  /** Runs with `--nightly` only, outside the hour. */
  readonly nightly?: true;
}

/**
 * A change is not held up by a machine that stood still for seconds: a test that failed is tried once
 * more, and named at the end of the run. Each of these is a fault to be found.
 */
function vitest(project: string): string {
  return (
    `./node_modules/node/bin/node ./node_modules/vitest/vitest.mjs run --configLoader native --project ${project} ` +
    '--retry=1 --reporter=default --reporter=json --outputFile.json="$REPORT"'
  );
}

/** A change waits for an hour at most; people stop waiting for more. */
export const hourS = 3600;

/** No suite hangs alone: each has its budget, and all of them together what is left of the hour. */
export function allowedS(suite: Suite, leftS: number): number {
  return Math.max(0, Math.min(suite.budgetS, leftS));
}

// biome-ignore format: one line per suite reads as the table it is.
export const suites: readonly Suite[] = [
  { name: 'check', command: 'make check REPORT="$REPORT"', budgetS: 240, counted: 'report', needs: [] },
  { name: 'test', command: 'make test REPORT="$REPORT"', budgetS: 1200, counted: 'report', needs: [] },
  { name: 'processes', command: vitest('slow'), budgetS: 600, counted: 'report', needs: [] },
  { name: 'browser', command: vitest('browser'), budgetS: 360, counted: 'report', needs: ['chromium'] },
  { name: 'engines', command: vitest('engines'), budgetS: 900, counted: 'report', needs: ['kafka', 'pgbouncer', 'promtool', 'redis'] },
  { name: 'manifests', command: 'make check-manifests CRDS="$CRDS" REPORT="$REPORT"', budgetS: 120, counted: 'report', needs: ['crds'] },
  { name: 'images', command: vitest('images'), budgetS: 360, counted: 'report', needs: ['containers', 'spdx'] },
  { name: 'knative', command: `./node_modules/node/bin/node scripts/queue-proxy/own-network.ts ${vitest('knative')}`, budgetS: 600, counted: 'report', needs: ['queue-proxy'] },
  { name: 'replay', command: vitest('replay'), budgetS: 1200, counted: 'report', needs: ['data'] },
  { name: 'kills', command: vitest('kills'), budgetS: 300, counted: 'report', needs: [] },
  { name: 'faults', command: 'make faults QUICK=1 REPORT="$REPORT"', budgetS: 900, counted: 'report', needs: [] },
  { name: 'all faults', command: 'make faults REPORT="$REPORT"', budgetS: 10_800, counted: 'report', needs: [], nightly: true },
  { name: 'simulation', command: vitest('simulation'), budgetS: 1500, counted: 'report', needs: [] },
  { name: 'ten thousand seeds', command: 'make simulate SEEDS=10000', budgetS: 10_800, counted: 'exit', needs: [], nightly: true },
  { name: 'load', command: vitest('load'), budgetS: 240, counted: 'report', needs: ['k6', 'schemathesis'] },
  { name: 'hostile', command: 'make hostile CASES=50 SEED=1 REPORT="$REPORT"', budgetS: 300, counted: 'report', needs: ['schemathesis'] },
  { name: 'all hostile', command: 'make hostile CASES=1000 REPORT="$REPORT"', budgetS: 10_800, counted: 'report', needs: ['schemathesis'], nightly: true },
  { name: 'tenants', command: `TENANT_READS=1000000 ${vitest('engines')} shared/database/tenant-race.engines.test.ts`, budgetS: 2400, counted: 'report', needs: ['pgbouncer'], nightly: true },
  { name: 'keycloak', command: vitest('keycloak'), budgetS: 1200, counted: 'report', needs: ['keycloak'], nightly: true },
  { name: 'bench', command: 'make bench', budgetS: 2400, counted: 'exit', needs: ['kafka'], nightly: true },
];
