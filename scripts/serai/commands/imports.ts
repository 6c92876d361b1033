/** `serai import`: rooms and room types of a property from a CSV file; what is bad in it is told line by line. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ImportedLines } from '#schema/rooms/http.ts';
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show } from '../lists.ts';
import { exitCodes, Sorry } from '../sorry.ts';

export const importCommands: readonly Command[] = [
  importing('rooms', 'room-imports', 'number, type, floor, features, connectsTo, active'),
  importing('room-types', 'room-type-imports', 'code, name, description, beds, standard …'),
];

function importing(what: string, route: string, columns: string): Command {
  return command({
    name: `import ${what}`,
    summary: `Creates and replaces ${what} from a CSV file (${columns}); good lines are in, bad ones named.`,
    positionals: ['<file>'],
    options: {
      ...{ property: { value: 'ID', help: 'Of this property' }, ...jsonOption },
      ...accessOptions,
    },
    async run({ values, positionals: [file = ''] }, world) {
      const { property } = values;
      if (property === undefined)
        throw new Sorry(`serai import ${what} needs --property ID.`, exitCodes.usage);
      const text = await fileAt(file);
      const api = await apiAs('tenant_admin', values, world);
      const path = `/v1/properties/${encodeURIComponent(property)}/${route}`;
      // One for all tries of this run; the same file in another run is judged by what stands then.
      const imported = await api.postCsv(path, text, randomUUID(), ImportedLines);
      show(world, values.json, imported, linesOf);
      if (imported.refused > 0)
        throw new Sorry(`${imported.refused} of ${imported.lines} lines were not taken.`);
    },
  });
}

async function fileAt(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Sorry(`${file} cannot be read.`, exitCodes.usage, cause);
  }
}

function linesOf(imported: ImportedLines): readonly string[] {
  const { lines, created, changed, unchanged, refused, problems } = imported;
  const told = problems.map(({ line, column, reason }) =>
    [`line ${line}`, ...(column === null ? [] : [column]), reason].join(': '),
  );
  // The answer names the first ones; the sum says how many there are.
  const more = refused > problems.length ? [`… and ${refused - problems.length} more`] : [];
  const sum = `${lines} lines: ${created} created, ${changed} changed, ${unchanged} unchanged, ${refused} not taken`;
  return [...told, ...more, sum];
}
