/** What came of an attack, by function: how much was sent, how much arrived, and what was wrong. */
import type { AnyHttp } from '#shared/function/declare.ts';
import { elsewhere, type Heard } from './ears.ts';

/** What a run has to come to, for each function, to say anything. */
export interface Enough {
  readonly casesMin: number;
  /** Of what is sent, so much has to get through to the function: refusals of the edge alone test the edge. */
  readonly reachedPartMin: number;
}

export interface Verdict {
  readonly title: string;
  readonly faults: readonly string[];
}

/** Every function by itself, and what none of them was asked. */
export function judged(
  heard: ReadonlyMap<string, Heard>,
  declarations: readonly AnyHttp[],
  { casesMin, reachedPartMin }: Enough,
): readonly Verdict[] {
  const ofFunctions = declarations.map((declaration) => {
    const { cases = 0, reached = 0, faults = [] } = heard.get(declaration.route) ?? {};
    const wanted = takesAnything(declaration) ? casesMin : 1;
    const few = cases < wanted ? [`only ${cases} of ${wanted} cases`] : [];
    const shallow = reached < cases * reachedPartMin ? [`${reached} of ${cases} reach it`] : [];
    return { title: declaration.route, faults: [...few, ...shallow, ...faults] };
  });
  return [...ofFunctions, { title: elsewhere, faults: heard.get(elsewhere)?.faults ?? [] }];
}

/** A function without parameters and body is asked the same every time, so it is asked a few times only. */
function takesAnything({ params, query, body }: AnyHttp): boolean {
  return params !== undefined || query !== undefined || body !== undefined;
}

export function table(heard: ReadonlyMap<string, Heard>): string {
  const rows = [...heard.values()].toSorted((a, b) => (a.route < b.route ? -1 : 1));
  const width = Math.max(...rows.map(({ route }) => route.length));
  return rows
    .map(({ route, cases, reached, statuses }) => {
      const counts = [...statuses].toSorted(([a], [b]) => a - b);
      const said = counts.map(([status, count]) => `${status}×${count}`).join(' ');
      const part = `${Math.round((100 * reached) / cases)} %`;
      return `${route.padEnd(width)}${String(cases).padStart(7)}${part.padStart(7)}  ${said}`;
    })
    .join('\n');
}
