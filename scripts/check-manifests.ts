/**
 * Judges every manifest as the cluster would, and the API's documents as their tools do. Needs the
 * CRDs (`CRDS=folder`); what cannot be judged on this machine is said as `not run`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { Parser } from '@asyncapi/parser';
import { kustomizationFaults, objectsUnder, type Texts } from '#shared/manifests/kustomization.ts';
import { type Found, foundIn, isJson } from '#shared/manifests/object.ts';
import { faults } from '#shared/manifests/rules.ts';
import { type Schemas, schemasIn } from '#shared/manifests/schemas.ts';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { build, kustomizeOf } from './kustomize.ts';

const root = join(import.meta.dirname, '..');

/** Each is a whole product that can be applied. */
export const overlays = [
  'knative/overlays/light',
  'knative/overlays/standard',
  'keda/overlays/no-knative',
] as const;
/** Applied before an overlay, by whom the cluster belongs to. */
const platform = 'knative/platform';
/** Included by overlays of clusters that Prometheus watches. */
const monitoring = 'monitoring';
/** Included by overlays of clusters whose Secrets come from a store. */
const secrets = ['security/external-secrets', 'knative/overlays/light/external-secrets'] as const;
/** Applied into a namespace of its own, by who lets the cluster fetch its state. */
const gitOps = 'gitops/argocd';
/** Besides whole products: what stands for itself. */
export const parts = [platform, monitoring, gitOps, ...secrets] as const;
const sets = [...overlays, ...parts] as const;

type Result =
  | { readonly title: string; readonly faults: readonly string[] }
  | { readonly title: string; readonly notRun: string };

export function manifestTexts(): Texts {
  const paths = globSync('{set-up,gitops,knative,keda,eventing,monitoring,security}/**/*.yaml', {
    cwd: root,
  }).sort();
  return new Map(
    paths.map((path) => [path.replaceAll(sep, '/'), readFileSync(join(root, path), 'utf8')]),
  );
}

export function ruleFaults(objects: readonly Found[]): readonly string[] {
  return faults(objects).map(({ object, rule, detail }) => `${object}: ${rule}: ${detail}`);
}

function schemaFaults(objects: readonly Found[], schemas: Schemas): readonly string[] {
  return objects.flatMap((object) =>
    schemas.faultsOf(object).map((each) => `${object.kind} ${object.name} ${each}`),
  );
}

/** A misspelling at the root, in the metadata and in the spec of one object of every kind is seen. */
function plantedFaults(objects: readonly Found[], schemas: Schemas): readonly string[] {
  const one = new Map(objects.map((each) => [`${each.apiVersion} ${each.kind}`, each]));
  return [...one].flatMap(([kind, object]) =>
    plantedIn(object)
      .filter(([, wrong]) => {
        const others = objects.map((each) => (each === object ? wrong : each));
        return schemas.faultsOf(wrong).length === 0 && faults(others).length === 0;
      })
      .map(([where]) => `${kind}: a misspelt member of its ${where} is taken`),
  );
}

function plantedIn(object: Found): readonly (readonly [string, Found])[] {
  const misspelt = { misspelt: 'x' };
  const wholes = ['metadata', 'spec'].flatMap((member) => {
    const value = object.whole[member];
    return isJson(value)
      ? [[member, { ...object.whole, [member]: { ...value, ...misspelt } }] as const]
      : [];
  });
  return [['root', { ...object.whole, ...misspelt }] as const, ...wholes].map(
    ([where, whole]) => [where, { ...object, whole }] as const,
  );
}

function manifestResults(crds: string): readonly Result[] {
  const texts = manifestTexts();
  const gathered = sets.map((folder) => ({
    folder,
    objects: objectsUnder(folder, texts),
  }));
  const all = [...texts.values()].flatMap(objectsIn).filter(({ kind }) => !isForKustomize(kind));
  const schemas = existsSync(crds) ? schemasIn(crds) : undefined;
  const away = `no ${crds}; say where with CRDS=…`;
  return [
    { title: 'kustomizations list what is there', faults: kustomizationFaults(texts) },
    ...gathered.map(({ folder, objects }) => ({
      title: `${folder}: rules, ${objects.length} objects`,
      faults: ruleFaults(objects),
    })),
    schemas === undefined
      ? { title: 'schemas', notRun: away }
      : { title: `schemas, ${all.length} objects`, faults: schemaFaults(all, schemas) },
    schemas === undefined
      ? { title: 'planted mistakes', notRun: away }
      : {
          title: 'planted mistakes are refused',
          faults: gathered.flatMap(({ objects }) => plantedFaults(objects, schemas)),
        },
    ...builtResults(schemas),
  ];
}

function builtResults(schemas: Schemas | undefined): readonly Result[] {
  const kustomize = kustomizeOf(join(root, '.serai', 'bin'));
  if ('missing' in kustomize) return [{ title: 'built overlays', notRun: kustomize.missing }];
  return sets.map((folder) => {
    const { text, fault } = build(kustomize, join(root, folder));
    const built = objectsIn(text);
    return {
      title: `${folder}: built, ${built.length} objects`,
      faults: [
        ...(fault === undefined ? [] : [fault]),
        ...ruleFaults(built),
        ...(schemas === undefined ? [] : schemaFaults(built, schemas)),
      ],
    };
  });
}

function objectsIn(text: string): readonly Found[] {
  return documentsIn(text).flatMap((each) => foundIn(each) ?? []);
}

/** Read by kustomize alone: no cluster has such kinds. */
function isForKustomize(kind: string): boolean {
  return kind === 'Kustomization' || kind === 'Component';
}

/** The linter answers in a second; what takes longer asks the network for something. */
const lintMsMax = 60_000;

function openApiResult(): Result {
  const program = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'lint', 'docs/openapi.json', '--extends=recommended', '--format=summary'],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: lintMsMax,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );
  const title = 'docs/openapi.json: redocly';
  return { title, faults: status === 0 ? [] : [`${stdout}${stderr}`.trim()] };
}

async function asyncApiResult(): Promise<Result> {
  const title = 'docs/asyncapi.json: asyncapi parser';
  const file = join(root, 'docs/asyncapi.json');
  if (!existsSync(file)) return { title, notRun: 'there is no such document' };
  const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'));
  // 0 is an error; a newer version of the standard is a hint.
  const errors = diagnostics
    .filter(({ severity }) => severity === 0)
    .map(({ path, message }) => `${path.join('/')}: ${message}`);
  return { title, faults: document === undefined ? ['it is not read', ...errors] : errors };
}

/** More than these say the same again. */
const faultsShown = 20;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { report: { type: 'string' } } });
  const crds = resolve(root, process.env['CRDS'] ?? '../shared/crds');
  const results = [...manifestResults(crds), openApiResult(), await asyncApiResult()];
  for (const result of results) {
    if ('notRun' in result) continue;
    process.stdout.write(`${result.faults.length === 0 ? 'ok    ' : 'failed'} ${result.title}\n`);
    for (const each of result.faults.slice(0, faultsShown))
      process.stdout.write(`       ${each}\n`);
  }
  for (const result of results) {
    if ('notRun' in result) process.stdout.write(`not run: ${result.title} (${result.notRun})\n`);
  }
  const ran = results.filter((result) => 'faults' in result);
  const tests = ran.map(({ title, faults: found }) => ({
    title,
    status: found.length === 0 ? 'passed' : 'failed',
  }));
  if (values.report !== undefined) {
    const file = { status: 'passed', assertionResults: tests };
    writeFileSync(values.report, JSON.stringify({ testResults: [file] }));
  }
  return tests.every(({ status }) => status === 'passed') ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
