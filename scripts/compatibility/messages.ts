/** What a consumer of released facts and commands would miss, and what a rebuild could not read. */
import * as z from 'zod';
import { compareSchemas, type Finding, Json, pointed } from './schema.ts';

const Reference = z.object({ $ref: z.string() });
const AsyncApi = z.looseObject({
  channels: z.record(
    z.string(),
    z.looseObject({
      messages: z.record(z.string(), Reference),
      bindings: z.looseObject({ kafka: z.looseObject({ partitions: z.int() }) }).optional(),
    }),
  ),
});

export function compareMessages(old: Json, now: Json): Finding[] {
  const after = AsyncApi.parse(now).channels;
  return Object.entries(AsyncApi.parse(old).channels).flatMap(([name, channel]) => {
    const other = after[name];
    return [
      ...comparePartitions(name, channel.bindings, other?.bindings),
      ...Object.entries(channel.messages).flatMap(([message, { $ref }]) => {
        const reference = other?.messages[message]?.$ref;
        const at = `${name} ${message}`;
        if (reference === undefined)
          return [{ rule: 'event-removed', at, change: 'is gone' }] satisfies Finding[];
        return (['headers', 'payload'] as const).flatMap((part) => {
          const [one, two] = [
            { schema: partOf(old, $ref, part), document: old },
            { schema: partOf(now, reference, part), document: now },
          ];
          return compareSchemas(one, two, 'event', part === 'payload' ? at : `${at} headers`);
        });
      }),
    ];
  });
}

function partOf(document: Json, reference: string, part: string): Json {
  return Json.parse(pointed(document, reference)[part]);
}

type Bindings = z.infer<typeof AsyncApi>['channels'][string]['bindings'];

/** Another count sends a key to another partition, and so to another writer. */
function comparePartitions(at: string, before: Bindings, after: Bindings): Finding[] {
  const [was, is] = [before?.kafka.partitions, after?.kafka.partitions];
  if (was === undefined || is === undefined || was === is) return [];
  return [{ rule: 'partitions-changed', at, change: `${was} → ${is}` }];
}
