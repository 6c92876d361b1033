/** The dashboard as Grafana imports it: rows of panels, two beside each other. */
import type { Panel, Row } from './panels.ts';

type Json = Readonly<Record<string, unknown>>;

/** Grafana's grid is 24 wide. */
const [width, height] = [12, 8];
const datasource = { type: 'prometheus', uid: '$datasource' } as const;

export function dashboard(rows: readonly Row[], name: string, source: string): Json {
  const panels: Json[] = [];
  let y = 0;
  for (const { title, panels: inRow } of rows) {
    panels.push({ id: panels.length + 1, type: 'row', title, gridPos: { x: 0, y, w: 24, h: 1 } });
    y += 1;
    for (const [at, panel] of inRow.entries()) {
      const place = { x: (at % 2) * width, y: y + Math.floor(at / 2) * height };
      panels.push({
        id: panels.length + 1,
        ...panelOf(panel),
        gridPos: { ...place, w: width, h: height },
      });
    }
    y += Math.ceil(inRow.length / 2) * height;
  }
  return {
    description: `From ${source}, by scripts/generate-watch.ts; make generate writes it again.`,
    uid: name,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    tags: [name],
    // Grafana 11 and later; it brings older ones up to date itself.
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
    },
    panels,
  };
}

function panelOf({ title, description, unit, queries }: Panel): Json {
  if (queries.length === 0) throw new Error(`${title} asks nothing`);
  return {
    type: 'timeseries',
    title,
    description,
    datasource,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + at),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}
