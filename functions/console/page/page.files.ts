/** The files a page is made of, as text, by name. A bundle is built with what this reads beside it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ownFiles = [
  'announce.ts',
  'api.ts',
  'availability.ts',
  'booking-form.ts',
  'commands.ts',
  'dates.ts',
  'desk.ts',
  'dom.ts',
  'events.ts',
  'live.ts',
  'page.css',
  'page.ts',
  'provider.ts',
  'reference.ts',
  'session.ts',
  'stays.ts',
  'traces.ts',
] as const;
/** The typed client, from its own rooms; on the page all files lie in one folder. */
const clientFiles = {
  'client.generated.ts': '../../../schema/client.generated.ts',
  'client.ts': '../../../shared/client/client.ts',
  'new-key.ts': '../../../shared/client/new-key.ts',
  'send.ts': '../../../shared/client/send.ts',
} as const;
const referenceFiles = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

export type PageFile =
  | (typeof ownFiles)[number]
  | keyof typeof clientFiles
  | (typeof referenceFiles)[number];

export function files(): Readonly<Record<string, string>> {
  const text = (url: URL): string => readFileSync(fileURLToPath(url), 'utf8');
  return Object.fromEntries([
    ...ownFiles.map((name) => [name, text(new URL(`../web/${name}`, import.meta.url))]),
    ...Object.entries(clientFiles).map(([name, path]) => [
      name,
      text(new URL(path, import.meta.url)),
    ]),
    ...referenceFiles.map((name) => [
      name,
      text(new URL(import.meta.resolve(`swagger-ui-dist/${name}`))),
    ]),
  ]);
}
