/** Every read model is what the facts alone make of it, to the byte. */
import { fileURLToPath } from 'node:url';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import { sourceOf } from '../serai/commands/rebuild.ts';
import { type Check, faultList } from './check.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function checkProjections(databaseUrl: string): Promise<readonly Check[]> {
  const declarations = await declarationsIn(root);
  const checks: Check[] = [];
  for (const declaration of declarations) {
    if (declaration.kind !== 'consumer' || declaration.tables === undefined) continue;
    const source = sourceOf(declarations, declaration.topic);
    const { tables, facts, missing } = await rebuildProjection({
      databaseUrl,
      declaration,
      source,
    });
    const faults = faultList();
    if (missing > 0) faults.add(`${missing} facts are missing`);
    for (const { name, equal, firstDifference } of tables) {
      if (equal) continue;
      const { kept = '(no row)', rebuilt = '(no row)' } = firstDifference ?? {};
      faults.add(`${name}: is ${kept}, by the facts ${rebuilt}`);
    }
    checks.push({
      name: `${declaration.name} is equal to its rebuild`,
      looked: facts,
      unit: 'facts',
      faults: faults.list,
    });
  }
  return checks;
}
