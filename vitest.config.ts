/** How tests run: beside their code, on real engines that one global set-up starts. */
import './scripts/pinned-node.cjs';
import { defineConfig } from 'vitest/config';

const rooms = '{functions,shared,schema,scripts,load,.ci}';
const laws = 'scripts/laws/*.test.ts';
const named = (kind: string) => `${rooms}/**/*.${kind}.test.ts`;

const onEngines = { globalSetup: ['shared/testing/database-server.ts'] };
// A test waits on conditions, so it is late only when something hangs.
const quick = {
  ...{ testTimeout: 20_000, hookTimeout: 30_000 },
  expect: { poll: { timeout: 15_000 } },
};
// Starting processes, killing them and waiting for leases takes tens of seconds; a minute would hide a hang.
const patient = {
  ...{ testTimeout: 180_000, hookTimeout: 120_000, fileParallelism: false },
  expect: { poll: { timeout: 60_000 } },
};

// Images are pulled, revisions roll out and nodes are drained: minutes each.
const onCluster = { ...patient, testTimeout: 900_000, hookTimeout: 1_800_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'laws', include: [laws], ...quick } },
      {
        test: {
          name: 'unit',
          include: [`${rooms}/**/*.test.ts`],
          exclude: [
            laws,
            named('slow'),
            named('replay'),
            named('kills'),
            named('browser'),
            named('engines'),
            named('images'),
            named('knative'),
            named('load'),
            named('simulation'),
            named('cluster'),
            named('keycloak'),
          ],
          ...onEngines,
          ...quick,
        },
      },
      { test: { name: 'slow', include: [named('slow')], ...onEngines, ...patient } },
      { test: { name: 'replay', include: [named('replay')], ...onEngines, ...patient } },
      { test: { name: 'kills', include: [named('kills')], ...onEngines, ...patient } },
      { test: { name: 'engines', include: [named('engines')], ...onEngines, ...patient } },
      // Builds images, and runs them; the processes in them reach no engine.
      { test: { name: 'images', include: [named('images')], ...patient } },
      // In a network of its own, whose fixed ports Knative's programs take.
      { test: { name: 'knative', include: [named('knative')], ...onEngines, ...patient } },
      // Starts its own house, and k6.
      { test: { name: 'load', include: [named('load')], ...patient } },
      // Starts its own PostgreSQL and its own processes.
      { test: { name: 'simulation', include: [named('simulation')], ...patient } },
      // Uses the cluster of KUBECONFIG, which somebody else has started.
      { test: { name: 'cluster', include: [named('cluster')], ...onEngines, ...onCluster } },
      // Starts Keycloak, which builds itself first: a minute of both cores.
      { test: { name: 'keycloak', include: [named('keycloak')], ...onEngines, ...onCluster } },
      { test: { name: 'browser', include: [named('browser')], ...onEngines, ...patient } },
    ],
  },
});
