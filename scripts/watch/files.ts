/** Everything that watches the product, by the file it stands in: a kustomize component that overlays include. */
import type { Declaration } from '#shared/function/declare.ts';
import { ownLabels, type Product } from '#shared/manifests/product.ts';
import type { ManifestFile } from '#shared/manifests/render.ts';
import { yamlOf } from '#shared/manifests/yaml.ts';
import { dashboard } from './dashboard.ts';
import { podMonitors } from './monitors.ts';
import { rows } from './panels.ts';
import { type Group, ruleOf } from './rule.ts';
import { signalGroups } from './signals.ts';
import { sloGroup, slos } from './slo.ts';

export const folder = 'monitoring';
export const generator = 'scripts/generate-watch.ts';

export function ruleGroups(declarations: readonly Declaration[]): readonly Group[] {
  return [...slos.map(sloGroup), ...signalGroups(declarations)];
}

/** As a rules file has it, and a PrometheusRule in its spec. */
export function rulesOf(groups: readonly Group[]) {
  return { groups: groups.map(({ name, rules }) => ({ name, rules: rules.map(ruleOf) })) };
}

export function watchFiles(
  declarations: readonly Declaration[],
  product: Product,
): Readonly<Record<string, string>> {
  const labels = ownLabels(product);
  const manifests: readonly ManifestFile[] = [
    {
      path: 'kustomization.yaml',
      source: 'scripts/watch/files.ts',
      documents: [component()],
    },
    {
      path: 'monitors.yaml',
      source: 'scripts/watch/monitors.ts',
      documents: podMonitors(product),
    },
    {
      path: 'rules.yaml',
      source: 'scripts/watch/slo.ts and scripts/watch/signals.ts',
      documents: [
        {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'PrometheusRule',
          metadata: { name: product.name, labels },
          spec: rulesOf(ruleGroups(declarations)),
        },
      ],
    },
  ];
  const shown = dashboard(rows, product.name, 'scripts/watch/panels.ts');
  return {
    ...Object.fromEntries(
      manifests.map((each) => [`${folder}/${each.path}`, yamlOf(each, generator)]),
    ),
    [`${folder}/dashboard.json`]: `${JSON.stringify(shown, undefined, 2)}\n`,
  };
}

/** Grafana's sidecar looks for ConfigMaps with the label; kustomize makes one of the file. */
function component() {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    resources: ['monitors.yaml', 'rules.yaml'],
    configMapGenerator: [
      {
        name: 'serai-dashboard',
        files: ['dashboard.json'],
        options: { disableNameSuffixHash: true, labels: { grafana_dashboard: '1' } },
      },
    ],
  };
}
