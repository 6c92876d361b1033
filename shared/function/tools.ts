/** What a handler is given beside its input: as much as its declared transaction allows, and no more. */

import type { Channels } from '#shared/cache/channels.ts';
import type { KeptMap } from '#shared/cache/kept.ts';
import type { Limits } from '#shared/cache/limits.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import type { CommandSender } from '#shared/commands/sender.ts';
import type { Database, Sql } from '#shared/database/database.ts';
import type { Cause } from '#shared/events/cause.ts';
import type { TokenIssuer } from '#shared/http/issuer.ts';
import type { EventLog } from '#shared/log/log.ts';
import type { Clock, Ids, Random } from '#shared/ports.ts';
import type { SignedTexts } from '#shared/signed-text.ts';
import type { House } from './house.ts';
import type { SignIn } from './sign-in.ts';

/** `none`: nothing is opened for it. `read`, `write`: it runs inside one transaction of its tenant. */
export type Transaction = 'none' | 'read' | 'write';

export interface Always {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** What is handed out signed, instead of being kept. */
  signed(purpose: string): SignedTexts;
  /** What this process keeps of what it has read, one map per name; for whoever looks at the version first. */
  kept<T>(name: string): KeptMap<T>;
}

/** What every handler gets of what the process runs on, and no more. */
export function alwaysOf({ clock, ids, random, signed, kept }: Always): Always {
  return { clock, ids, random, signed, kept };
}

export interface NewEvent {
  readonly type: string;
  readonly subject: string;
  readonly partitionKey: string;
  readonly data: object;
}

export interface ToolsOf {
  readonly none: Always & {
    readonly commands: CommandSender;
    readonly database: Pick<Database, 'read'>;
    readonly log: EventLog;
    readonly channels: Channels;
    readonly house: House;
    readonly limits: Limits;
    /** A cache for hot reads, one per name; what it holds may be 30 s old. */
    cache<T>(name: string): VersionedCache<T>;
    /** Undefined where tokens come from identity providers alone. */
    readonly issuer: TokenIssuer | undefined;
    /** At identity providers of tenants. */
    signIn(): Promise<SignIn>;
    /** A fact of what leaves nothing else behind, in a transaction of its own. */
    record(cause: Pick<Cause, 'tenantId' | 'traceparent' | 'by'>, event: NewEvent): Promise<void>;
  };
  readonly read: Always & { readonly sql: Sql };
  readonly write: Always & {
    readonly sql: Sql;
    /** A fact, committed with the rest and relayed afterwards. */
    emit(event: NewEvent): void;
    /** A message to whoever listens to the channel, after COMMIT; it may be lost. */
    tell(channel: string, message: string): void;
    /** The id of what this request makes: the same for every repeat of its key. */
    readonly derivedId: string;
  };
}

export type HttpTools<T extends Transaction> = ToolsOf[T];
