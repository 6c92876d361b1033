/** What an image says of itself, as labels of its config and annotations of its manifest alike. */
import type { Source } from './source.ts';

export interface Described {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly source: Source;
  /** Where the sources are, when the builder says so. */
  readonly sourceUrl: string | undefined;
}

const standard = 'org.opencontainers.image';

export function labelsOf({ title, description, version, source, sourceUrl }: Described) {
  return {
    [`${standard}.title`]: title,
    [`${standard}.description`]: description,
    [`${standard}.version`]: version,
    [`${standard}.created`]: source.created,
    [`${standard}.licenses`]: 'Apache-2.0',
    ...(source.revision === undefined ? {} : { [`${standard}.revision`]: source.revision }),
    ...(sourceUrl === undefined ? {} : { [`${standard}.source`]: sourceUrl }),
  };
}

export function baseLabels(name: string, digest: string): Readonly<Record<string, string>> {
  return { [`${standard}.base.name`]: name, [`${standard}.base.digest`]: digest };
}
