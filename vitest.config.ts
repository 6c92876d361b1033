/** How tests run: beside their code, on real engines that one global set-up starts. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{functions,shared,schema,scripts,load}/**/*.test.ts'],
    globalSetup: ['shared/testing/database-server.ts'],
    // A test waits on conditions, so it is late only when something hangs.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
