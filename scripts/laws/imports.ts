/**
 * Who may import whom. Schema knows no machine, shared knows no business, a domain knows neither
 * time nor network, contexts do not know each other, and nothing goes in circles.
 */
import { posix } from 'node:path';
import { isTestCode, nameOf, type Source, walk } from './sources.ts';

export interface Packages {
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

/** Every module a file names, types and `import()` included. */
export function importsOf({ module, program, text }: Source): readonly string[] {
  const found = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) {
      if (moduleRequest !== null && moduleRequest !== undefined) found.push(moduleRequest.value);
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = text.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^(['"`])([^$]*)\1$/.exec(written)?.[2];
    // A computed import names its module at run time; the files it may reach are judged themselves.
    if (literal !== undefined) found.push(literal);
  }
  walk(program, (node) => {
    if (node.type !== 'TSImportType') return;
    const name = nameOf(node['source'] ?? node['argument']);
    if (name !== undefined) found.push(name);
  });
  return [...new Set(found)];
}

/** The repository's file an import means, or `undefined` for a package or one of Node's modules. */
export function target(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return /^#(?:shared|schema)\//.test(specifier) ? specifier.slice(1) : undefined;
}

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function roomOf(path: string): string {
  return path.slice(0, path.indexOf('/') + 1);
}

function contextOf(path: string): string | undefined {
  return /^functions\/([^/]+)\//.exec(path)?.[1];
}

function domainOf(path: string): string | undefined {
  return /^functions\/[^/]+\/domain\//.exec(path)?.[0];
}

/** Writes documents when they are generated, and is not there when they are read. */
function isBuildTime(path: string): boolean {
  return /^shared\/(?:asyncapi|manifests|openapi)\//.test(path);
}

/** Runs in production, so what it imports is installed there. */
function isProduct(path: string): boolean {
  const ours = /^(?:functions|shared|schema)\//.test(path);
  const served = ours && !isTestCode(path) && !isBuildTime(path);
  return served && !path.includes('/console/web/');
}

function isJourney(path: string): boolean {
  return path.startsWith('load/journeys/');
}

function betweenRooms(from: string, to: string): string | undefined {
  const [own, other] = [contextOf(from), contextOf(to)];
  if (own !== undefined && other !== undefined && own !== other) {
    return 'contexts meet in schema/ and in events only';
  }
  const room = roomOf(from);
  const testing = isTestCode(from) && to.startsWith('shared/testing/');
  if (isProduct(from) && (isTestCode(to) || isBuildTime(to))) {
    return 'what runs in production does without test code and generators';
  }
  // Adapters meet their real engines beside their code, and who starts those is no part of them.
  const ofEngines = to.startsWith('scripts/engines/') || to === 'scripts/faults/proxy.ts';
  if (/\.engines\.test\.ts$/.test(from) && ofEngines) return undefined;
  if (room === 'schema/' && roomOf(to) !== 'schema/' && !testing) {
    return 'schema/ imports nothing of ours';
  }
  if (room === 'shared/' && roomOf(to) !== 'shared/') return 'shared/ imports shared/ only';
  return undefined;
}

function intoDomain(from: string, specifier: string, to: string | undefined): string | undefined {
  const domain = domainOf(from);
  if (domain === undefined || isTestCode(from)) return undefined;
  const allowed =
    to !== undefined &&
    ((to.startsWith(domain) && !isTestCode(to)) ||
      to.startsWith('schema/') ||
      to === 'shared/decide.ts');
  return allowed ? undefined : `a domain is pure: it has no business with ${specifier}`;
}

function spelling(from: string, specifier: string, to: string | undefined): string | undefined {
  if (to === undefined) return undefined;
  const crosses = specifier.startsWith('.') && roomOf(to) !== roomOf(from);
  if (crosses && /^(?:schema|shared)\//.test(to)) return `write #${to}`;
  // Vite resolves a page's styles and pictures; Node reads JSON.
  const ending = from.includes('/console/web/')
    ? /\.(?:tsx?|css|json|svg|png|woff2)$/
    : /\.(?:ts|json|cjs)$/;
  return ending.test(to) ? undefined : 'an import ends in .ts';
}

function undeclared(from: string, specifier: string, packages: Packages): string | undefined {
  const name = packageOf(specifier);
  // k6 runs journeys itself: it brings modules of its own, and has none of Node's or npm's.
  if (isJourney(from)) return name === 'k6' ? undefined : 'k6 has no such module';
  if (specifier.startsWith('node:')) return undefined;
  if (packages.dependencies.has(name)) return undefined;
  if (!packages.devDependencies.has(name)) return `${name} is not a declared dependency`;
  return isProduct(from) ? `${name} is not there in production: a devDependency` : undefined;
}

/** Each fault as `file → import: why`. */
export function importFaults(sources: readonly Source[], packages: Packages): readonly string[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap((specifier) => {
      const { path } = source;
      const to = target(path, specifier);
      const why =
        intoDomain(path, specifier, to) ??
        (to === undefined
          ? undeclared(path, specifier, packages)
          : (betweenRooms(path, to) ?? spelling(path, specifier, to)));
      return why === undefined ? [] : [`${path} → ${specifier}: ${why}`];
    }),
  );
}

/** Each circle once, as `a → b → a` from its first name in the alphabet. */
export function cycles(sources: readonly Source[]): readonly string[] {
  const known = new Set(sources.map(({ path }) => path));
  const next = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .map((specifier) => target(source.path, specifier))
        .filter((to): to is string => to !== undefined && known.has(to)),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(circle(trail.slice(start)));
    if (start >= 0 || done.has(path)) return;
    for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}

function circle(paths: readonly string[]): string {
  const first = paths.indexOf(paths.toSorted()[0] ?? '');
  const turned = [...paths.slice(first), ...paths.slice(0, first)];
  return [...turned, ...turned.slice(0, 1)].join(' → ');
}
