/** Channels between processes by PostgreSQL's NOTIFY; within this process without it. */
import {
  type CarriedMessage,
  type Carrier,
  carriedChannels,
} from '#shared/cache/carried-channels.ts';
import type { Channels } from '#shared/cache/channels.ts';
import { notifyConnection } from '#shared/cache/notify-connection.ts';
import { frameReader, framesOf } from '#shared/cache/notify-frames.ts';
import { notifyQueue } from '#shared/cache/notify-queue.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';

export interface PostgresChannelsOptions {
  /** A direct address of PostgreSQL, not of a transaction pooler. */
  readonly url: string;
  readonly driver?: Pick<PostgresDriver, 'client'> | undefined;
  readonly instanceId: string;
  /** Told of lost connections, dropped messages and what a receiver threw. */
  readonly failed?: (error: unknown) => void;
  readonly listenTimeoutMs?: number;
}

export function postgresChannels(options: PostgresChannelsOptions): Channels {
  const { instanceId, failed = () => {} } = options;
  return carriedChannels({
    instanceId,
    failed,
    carrier: (received) => notifyCarrier({ ...options, failed }, received),
  });
}

function notifyCarrier(
  {
    url,
    driver,
    failed,
    listenTimeoutMs,
  }: PostgresChannelsOptions & { failed(error: unknown): void },
  received: (message: CarriedMessage) => void,
): Carrier {
  const frames = frameReader();
  let serial = 0;
  const connection = notifyConnection({
    url,
    driver,
    failed,
    received(payload) {
      const arrived = frames.take(payload);
      if (arrived !== undefined) received(arrived);
    },
    ...(listenTimeoutMs === undefined ? {} : { listenTimeoutMs }),
  });
  const queue = notifyQueue({
    send: connection.notify,
    dropped: (count) => failed(new Error(`${count} messages dropped: too many for the database`)),
  });
  return {
    send(name, message) {
      serial += 1;
      return queue.push({ name, payloads: framesOf(message, serial) });
    },
    listen: connection.listen,
    unlisten: connection.unlisten,
    close: connection.close,
  };
}
