/** Bugs to be planted into a copy of the sources: the simulation must catch each of them. */
export interface Edit {
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Plant {
  readonly name: string;
  readonly edits: readonly [Edit, ...Edit[]];
}

const consume = 'shared/consume/consume.ts';
const deciding = 'shared/commands/deciding.ts';

export const plants: readonly Plant[] = [
  {
    name: 'fence off',
    edits: [
      {
        file: 'shared/consume/offsets.ts',
        find: ' and stored.next_offset = wanted.expected',
        replace: ' and wanted.expected is not null',
      },
    ],
  },
  {
    name: 'decision row not consulted',
    edits: [
      {
        file: deciding,
        find: 'for (const row of await decisionsOf(sql, unknown)) recent.set(row.command_id, row);',
        replace: 'await decisionsOf(sql, unknown);',
      },
    ],
  },
  {
    name: 'refusal not remembered',
    edits: [
      {
        file: deciding,
        find: '    rows.push({',
        replace: "    if (outcome === 'accepted') rows.push({",
      },
    ],
  },
  {
    name: 'offset off by one',
    edits: [
      {
        file: 'shared/consume/batch.ts',
        find: 'nextOffset = record.offset + 1;',
        replace: 'nextOffset = record.offset + 2;',
      },
    ],
  },
  {
    name: 'relay by sequence instead of position',
    edits: [
      {
        file: 'shared/consume/relay-cursor.ts',
        find: 'order by position limit $2',
        replace: 'order by event_id limit $2',
      },
      {
        file: 'shared/consume/relay-cursor.ts',
        find: 'order by fact.partition, fact.position`',
        replace: 'order by fact.partition, fact.event_id`',
      },
    ],
  },
  {
    name: 'partial modify',
    edits: [
      {
        file: 'functions/reservations/domain/hold-nights.ts',
        find: '    holdIn(book, before.heldScope, before, undefined);\n',
        replace: '',
      },
    ],
  },
  {
    name: 'release twice',
    edits: [
      {
        file: 'functions/reservations/domain/evolve.ts',
        find: '  holdNights(book, before, after);\n',
        replace:
          "  holdNights(book, before, after);\n  if (after.status === 'cancelled') holdNights(book, before, after);\n",
      },
    ],
  },
  {
    name: 'house empty after loading',
    edits: [
      {
        file: 'functions/reservations/domain/load-night.ts',
        find: '  addAt(nights, place(nights, nights.house, day), row.sold, row.flagged);\n',
        replace: '',
      },
    ],
  },
  {
    name: 'acknowledge before durable',
    edits: [
      {
        file: consume,
        find: '    const facts = await database.write(effects?.tenants ?? [], async (sql) => {',
        replace:
          '    effects?.committed?.();\n    const facts = await database.write(effects?.tenants ?? [], async (sql) => {',
      },
    ],
  },
  {
    name: 'memory kept after a failed commit',
    edits: [
      {
        file: consume,
        find: '  function forget(): void {\n    memory = declaration.memory();\n  }',
        replace: '  function forget(): void {}',
      },
    ],
  },
  {
    name: 'order by wall clock',
    edits: [
      {
        file: deciding,
        find: '  const tenants = [...new Set(incoming.map(({ command }) => command.tenantId))];',
        replace:
          '  const at = (each: any): string => each.command.effectiveAt;\n' +
          '  incoming.sort((one, other) => (at(one) < at(other) ? -1 : 1));\n' +
          '  const tenants = [...new Set(incoming.map(({ command }) => command.tenantId))];',
      },
    ],
  },
];
