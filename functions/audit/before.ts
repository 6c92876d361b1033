/** What was before a fact: what the fact says itself, or what earlier facts left of the same things. */
import type { Sql } from '#shared/database/database.ts';
import { type Says, saysOf, typesThatSay } from './says.ts';
import { columns, type TrailRow } from './trail.ts';

export type Said = Readonly<Record<string, unknown>>;

/** By a row's event id; only of those that had something before. */
export type Before = ReadonlyMap<string, Said>;

/** Enough for a page of changes to the plans of one property; what is earlier than these is not looked for. */
const earlierMax = 2_000;

export async function readBefore(
  sql: Sql,
  tenantId: string,
  rows: readonly TrailRow[],
): Promise<Before> {
  const before = new Map<string, Said>();
  for (const context of new Set(rows.map((row) => row.context))) {
    const changed = rows.filter((row) => row.context === context && hasBefore(row));
    if (changed.length === 0) continue;
    const rowsBefore = await sql.rows<TrailRow>(
      `select '${context}' as context, ${columns} from ${context}.events
       where tenant_id = $1 and subject = any($2::text[]) and type = any($3::text[])
       order by position desc limit ${earlierMax}`,
      [
        tenantId,
        [...new Set(changed.map(({ subject }) => subject))],
        [...new Set(changed.flatMap(({ type }) => typesThatSay(saysOf(type)?.allOf)))],
      ],
    );
    const earlier = rowsBefore.map((row) => ({ row, data: dataOf(row) }));
    for (const row of changed) {
      const found = beforeOf(row, earlier);
      if (found !== undefined) before.set(row.event_id, found);
    }
  }
  return before;
}

interface Earlier {
  readonly row: TrailRow;
  readonly data: Said;
}

function dataOf(row: TrailRow): Said {
  return JSON.parse(row.data);
}

function hasBefore({ type }: TrailRow): boolean {
  const says = saysOf(type);
  return says !== undefined && says.begins !== true;
}

/** Of `earlier` the latest come first. */
function beforeOf(row: TrailRow, earlier: readonly Earlier[]): Said | undefined {
  const says = saysOf(row.type);
  if (says === undefined) return undefined;
  const ofIt = earlier.filter((each) => isBefore(each.row, row, says));
  const data = dataOf(row);
  const { list, by } = says;
  if (list === undefined || by === undefined)
    return ofIt.find((each) => by === undefined || each.data[by] === data[by])?.data;
  const found = listed(data, list).flatMap((item) => {
    const same = ofIt
      .flatMap((each) => listed(each.data, list))
      .find((one) => one[by] === item[by]);
    return same === undefined ? [] : [same];
  });
  return found.length === 0 ? undefined : { [list]: found };
}

function listed(data: Said, list: string): readonly Said[] {
  const items = data[list];
  return Array.isArray(items) ? items : [];
}

/** Facts of one subject share a partition, whose positions are their order. */
function isBefore(earlier: TrailRow, row: TrailRow, says: Says): boolean {
  return (
    earlier.subject === row.subject &&
    earlier.position < row.position &&
    saysOf(earlier.type)?.allOf === says.allOf
  );
}
