/** Everything a function runs on. Only composition roots make one; nothing in it connects before it is used. */
import type { Channels } from '#shared/cache/channels.ts';
import type { KeptMap } from '#shared/cache/kept.ts';
import type { Limits } from '#shared/cache/limits.ts';
import type { RateLimit } from '#shared/cache/token-bucket.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import type { Replies } from '#shared/commands/replies.ts';
import type { CommandSender } from '#shared/commands/sender.ts';
import type { Database } from '#shared/database/database.ts';
import type { Upkeep } from '#shared/database/maintenance.ts';
import type { FreshFacts } from '#shared/events/fresh-facts.ts';
import type { TokenIssuer } from '#shared/http/issuer.ts';
import type { TokenVerifier } from '#shared/http/verify.ts';
import type { EventLog } from '#shared/log/log.ts';
import type { Clock, Ids, Random } from '#shared/ports.ts';
import type { SignedTexts } from '#shared/signed-text.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Telemetry } from '#shared/telemetry/telemetry.ts';
import type { House } from './house.ts';
import type { Shards } from './shards.ts';
import type { SignIn } from './sign-in.ts';

export interface Engines {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Names this process among its siblings. */
  readonly instance: string;
  readonly log: EventLog;
  readonly channels: Channels;
  readonly replies: Replies;
  /** Of this process alone. */
  readonly fresh: FreshFacts;
  readonly limits: Limits;
  /** A cache for hot reads, one per name. */
  cache<T>(name: string): VersionedCache<T>;
  /** What this process keeps of what it has read, one map per name. */
  kept<T>(name: string): KeptMap<T>;
  readonly rates: {
    readonly token: RateLimit;
    readonly tenant: RateLimit;
    readonly address: RateLimit;
  };
  /** Proxies of ours that every request has passed, each of which names its caller in `X-Forwarded-For`. */
  readonly trustedHops: number;
  readonly verify: TokenVerifier;
  /** At identity providers of tenants; loaded when it is first used. */
  signIn(): Promise<SignIn>;
  /** What it may tell about itself. */
  readonly house: House;
  readonly issuer: TokenIssuer | undefined;
  /** With a key of the house; one per purpose. */
  signed(purpose: string): SignedTexts;
  /** Speaks as the context's role. */
  database(context: string): Database;
  /** Speaks as the role of a context's relay. */
  relayDatabase(context: string): Database;
  /** Speaks as the database's owner, where this process has the owner's login. */
  readonly upkeep: Upkeep;
  /** Waits for decisions of the context. */
  commands(context: string): CommandSender;
  /** Where there are several databases; these engines are those of the first. */
  readonly shards?: Shards<Engines> | undefined;
}
