/** The statistics of a property since it opened. */
import * as z from 'zod';
import { PropertyStatistics } from '#schema/analytics.ts';
import { PropertyId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { figuresOf, type NightSum } from './domain/figures.ts';
import { problems } from './problems.ts';

interface PropertyRow {
  readonly currency: string;
  readonly confirmed: number;
  readonly in_house: number;
  readonly checked_out: number;
  readonly cancelled: number;
  readonly no_show: number;
  readonly turned_away: number;
  readonly nights: readonly NightSum[] | null;
  readonly flagged: Readonly<Record<string, number>> | null;
}

/** One statement sees one moment: its figures belong together whatever is written meanwhile. */
const statistics = `
  select currency, confirmed, in_house, checked_out, cancelled, no_show, turned_away,
    (select json_agg(json_build_object('night', night, 'rooms', rooms, 'revenueMinor', revenue_minor))
     from (
       select night, sum(rooms_sold) as rooms, sum(revenue_minor) as revenue_minor
       from nights where tenant_id = $1 and property_id = $2 group by night
     ) sums) as nights,
    (select json_object_agg(reason, bookings order by reason)
     from flags where tenant_id = $1 and property_id = $2) as flagged
  from properties where tenant_id = $1 and property_id = $2`;

export default http({
  context: 'analytics',
  name: 'get-property-statistics',
  purpose: 'Tells what a property sold, night by night summed up, and what it turned away.',
  route: 'GET /v1/properties/{propertyId}/statistics',
  permission: 'statistics:read',
  scope: 'propertyId',
  transaction: 'read',
  params: z.strictObject({ propertyId: PropertyId }),
  answers: { 200: PropertyStatistics, 404: ['property_unknown'] },
  problems,
  scale: { rps: 100, replicasMin: 0, replicasMax: 10 },
  async handle({ params, principal }, { sql }) {
    const [row] = await sql.rows<PropertyRow>(statistics, [principal.tenantId, params.propertyId]);
    if (row === undefined) return refuse('property_unknown');
    const { confirmed, in_house, checked_out, cancelled, no_show } = row;
    return {
      status: 200,
      body: {
        reservations: confirmed + in_house + checked_out + cancelled + no_show,
        status: { confirmed, in_house, checked_out, cancelled, no_show },
        ...figuresOf(row.nights ?? [], row.currency),
        turnedAway: row.turned_away,
        flagged: row.flagged ?? {},
      },
    };
  },
});
