/** Manifests as text: each file says first what it was made from, and that nobody writes it by hand. */
import { parseAllDocuments, stringify } from 'yaml';
import type { ManifestFile } from './render.ts';

export function yamlOf(
  { source, documents }: ManifestFile,
  generator = 'scripts/generate-manifests.ts',
): string {
  const texts = documents.map((each) =>
    // Long sentences stay on one line, and an object that stands twice is written twice.
    stringify(each, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  return `# From ${source}, by ${generator}; \`make generate\` writes it again.\n${texts.join('---\n')}`;
}

/** Every document of a file; throws at the first that is not YAML. */
export function documentsIn(text: string): readonly unknown[] {
  const found: unknown[] = [];
  for (const document of parseAllDocuments(text)) {
    if (!('errors' in document)) continue;
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value: unknown = document.toJS();
    if (value !== null) found.push(value);
  }
  return found;
}
