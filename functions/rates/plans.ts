/** The plans of a property, as they are kept. */
import { type RatePlan, RatePlanCode } from '#schema/rates/values.ts';
import type { Sql } from '#shared/database/database.ts';
import type { Owner } from './price-list.ts';

export interface PlanRow {
  readonly rate_plan: string;
  readonly plan: string;
}

/** By their codes, in order. */
export async function readPlans(sql: Sql, owner: Owner): Promise<Map<RatePlanCode, RatePlan>> {
  const rows = await sql.rows<PlanRow>(
    `select rate_plan, plan from rate_plans
     where tenant_id = $1 and property_id = $2 order by rate_plan collate "C"`,
    [owner.tenantId, owner.propertyId],
  );
  return plansOf(rows);
}

/** In the order of the rows, which were judged when they were written. */
export function plansOf(rows: readonly PlanRow[]): Map<RatePlanCode, RatePlan> {
  return new Map(
    rows.map(({ rate_plan: code, plan }) => [RatePlanCode.parse(code), JSON.parse(plan)]),
  );
}
