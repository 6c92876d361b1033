/** `serai rebuild`: read models made again from the facts, compared with the live ones or put in their place. */
import { fileURLToPath } from 'node:url';
import type { ConsumerDeclaration, Declaration } from '#shared/function/declare.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import type { ComparedTable } from '#shared/rebuild/compare.ts';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import { type Command, command } from '../command.ts';
import { databaseAtHand, databaseOptions } from '../database-at-hand.ts';
import { exitCodes, Sorry } from '../sorry.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const rebuild: Command = command({
  name: 'rebuild',
  summary:
    'Makes read models again from the facts and compares them byte by byte with the live ones.',
  options: {
    projection: { value: 'NAME', help: 'Only this one, e.g. project-arrivals (all)' },
    compare: { help: 'Only compare, which is what happens anyway' },
    apply: { help: 'Put what was rebuilt in the place of tables that differ' },
    ...databaseOptions,
  },
  async run({ values }, world) {
    if (values.compare && values.apply)
      throw new Sorry('Either --compare or --apply.', exitCodes.usage);
    const declarations = await declarationsIn(root);
    const projections = chosen(declarations, values.projection);
    const database = await databaseAtHand(values, world);
    let differing = 0;
    try {
      for (const declaration of projections) {
        const rebuilt = await rebuildProjection({
          databaseUrl: database.url,
          declaration,
          source: sourceOf(declarations, declaration.topic),
          mode: values.apply ? 'apply' : 'compare',
        });
        const { facts, missing, seconds } = rebuilt;
        world.out(
          `${declaration.name}: ${facts} facts in ${seconds.toFixed(1)} s, ${Math.round(facts / seconds)} a second`,
        );
        if (missing > 0) world.out(`  ${missing} facts are missing from the outbox`);
        for (const table of rebuilt.tables) for (const line of linesOf(table)) world.out(line);
        if (missing > 0) differing += 1;
        if (!values.apply) differing += rebuilt.tables.filter(({ equal }) => !equal).length;
      }
    } finally {
      await database.stop();
    }
    if (differing > 0)
      throw new Sorry('What the facts say is not what is there; --apply replaces it.');
  },
});

function* linesOf({ name, rows, equal, sha256, firstDifference }: ComparedTable) {
  yield `  ${name}: ${rows} rows, ${equal ? 'equal' : 'DIFFERENT'}  sha256 ${sha256}`;
  if (firstDifference === undefined) return;
  yield `    is     ${firstDifference.kept ?? '(no row)'}`;
  yield `    facts  ${firstDifference.rebuilt ?? '(no row)'}`;
}

function chosen(
  declarations: readonly Declaration[],
  name: string | undefined,
): readonly ConsumerDeclaration[] {
  const projections = declarations.flatMap((each) =>
    each.kind === 'consumer' && each.tables !== undefined ? [each] : [],
  );
  if (name === undefined) return projections;
  const found = projections.filter((each) => each.name === name);
  if (found.length > 0) return found;
  const known = projections.map((each) => each.name).join(', ');
  throw new Sorry(`There is no projection "${name}"; there is ${known}.`, exitCodes.usage);
}

/** The context whose relay fills the topic. */
export function sourceOf(declarations: readonly Declaration[], topic: string): string {
  const relay = declarations.find((each) => each.kind === 'relay' && each.topic === topic);
  if (relay === undefined) throw new Error(`no relay fills ${topic}`);
  return relay.context;
}
