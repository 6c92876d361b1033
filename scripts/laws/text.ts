/** What no file of the house may say, whatever its kind: where packages come from, where we work. */

/** Spelled in parts, so that this file passes its own law. */
function host(...parts: readonly string[]): string {
  return parts.join('.');
}

/** A mirror or a registry is a setting of the machine that installs, never of the repository. */
const registries = [
  ...[host('npmjs', 'org'), host('npmjs', 'com'), host('yarnpkg', 'com'), host('npmmirror', 'com')],
  ...[host('deb', 'debian', 'org'), host('security', 'debian', 'org'), host('ftp', 'debian')],
  ...[host('archive', 'ubuntu', 'com'), host('security', 'ubuntu', 'com')],
  ...[host('repo1', 'maven', 'org'), host('repo', 'maven', 'apache', 'org')],
  ...[host('maven', 'google', 'com'), host('plugins', 'gradle', 'org')],
  ...[host('pypi', 'org'), host('pythonhosted', 'org'), host('rubygems', 'org')],
  ...[host('proxy', 'golang', 'org'), host('sum', 'golang', 'org'), host('crates', 'io')],
];

/** Somebody's directory: true on one machine only. */
const workplace = /(?:^|[^\w./}-])\/(?:work|home|Users)\/[\w.-]+/;

/** Each fault as `file:line: what`. */
export function indiscretions(path: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const where = `${path}:${index + 1}`;
    const registry = registries.find((name) => line.toLowerCase().includes(name));
    return [
      ...(registry === undefined ? [] : [`${where}: names the registry ${registry}`]),
      ...(workplace.test(line) ? [`${where}: names a directory of one machine`] : []),
    ];
  });
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * A lock file with addresses installs from one registry only; one that lacks a package for some
 * platform is refused by `npm ci` on all of them.
 */
export function lockFaults(text: string): readonly string[] {
  const { packages }: LockFile = JSON.parse(text);
  const faults: string[] = [];
  for (const [place, { resolved, optionalDependencies = {} }] of Object.entries(packages)) {
    if (resolved !== undefined) faults.push(`package-lock.json: ${place} has an address`);
    for (const name of Object.keys(optionalDependencies)) {
      const there =
        `node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages;
      if (!there) faults.push(`package-lock.json: ${place} lacks ${name}, so npm ci refuses it`);
    }
  }
  return faults;
}
