import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caught } from './planted.ts';
import { plants } from './plants.ts';
import { type SimulationServer, simulationServer } from './server.ts';

/** Three times what the slowest of them needed; the quick ones end with their first seed. */
const seedsMax = 120;

let server: SimulationServer;
beforeAll(async () => {
  server = await simulationServer();
});
afterAll(() => server?.stop());

describe('The simulation', () => {
  test.each(plants)('catches a planted bug: $name', async (plant) => {
    const found = await caught(plant, seedsMax, server);
    process.stdout.write(`${plant.name}: seed ${found?.seed}, ${found?.problems[0]}\n`);
    expect(found?.problems).not.toEqual([]);
    expect(found).toBeDefined();
  });
});
