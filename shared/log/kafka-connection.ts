/** Connections to brokers that come back by themselves, and say of a failed request whether it was sent. */
import {
  type Broker,
  Connection,
  type ConnectionOptions,
  protocolErrorsCodesById,
  ResponseError,
} from '@platformatic/kafka';
import { within } from '#shared/process/deadline.ts';
import type { KafkaAccess } from './kafka-access.ts';
import { LogUnavailable } from './log.ts';

/** Nothing was sent. */
export class KafkaUnreachable extends LogUnavailable {
  override readonly name = 'KafkaUnreachable';
}

/** It was sent, and no answer came. */
export class KafkaSilent extends LogUnavailable {
  override readonly name = 'KafkaSilent';
}

export interface Link {
  /**
   * Rejects with `KafkaUnreachable`, `KafkaSilent`, or the broker's answer (`ResponseError`).
   * Requests of one link are answered in order: one that may wait long needs its own.
   */
  request<Answer>(ask: (connection: Connection) => Promise<Answer>): Promise<Answer>;
  close(): void;
}

export interface LinkOptions extends KafkaAccess {
  /** A broker that has not answered by then is taken to be gone, and the connection with it. */
  readonly timeoutMs: number;
}

/** A broker on the same network answers in milliseconds; behind a lost route nobody does. */
const connectMsMax = 3_000;
/** The library's own time-out leaves a connection unusable; ours comes first and closes it. */
const ownTimeoutMarginMs = 5_000;
/** Several requests may be on their way; the order of a partition is kept by whoever sends. */
const inFlightMax = 100;

export function link(broker: Broker, options: LinkOptions): Link {
  const { timeoutMs } = options;
  let open: Promise<Connection> | undefined;
  let closed = false;

  async function dial(): Promise<Connection> {
    const connection = new Connection(options.clientId, {
      connectTimeout: connectMsMax,
      requestTimeout: timeoutMs + ownTimeoutMarginMs,
      maxInflights: inFlightMax,
      ...credentials(broker, options),
    });
    // Whoever waits for an answer is told; an idle connection that breaks is made anew.
    connection.on('error', () => undefined);
    try {
      await within(connectMsMax, connection.connect(broker.host, broker.port) as Promise<void>);
    } catch (cause) {
      void connection.close();
      throw cause;
    }
    return connection;
  }

  async function connected(): Promise<Connection> {
    if (closed) throw new KafkaUnreachable('the log is closed');
    const current = open;
    const found = await current?.catch(() => undefined);
    if (found?.isConnected() === true) return found;
    if (open === current) open = dial();
    try {
      return await (open ?? dial());
    } catch (cause) {
      throw new KafkaUnreachable(`${broker.host}:${broker.port} cannot be reached`, { cause });
    }
  }

  function drop(connection: Connection): void {
    open = undefined;
    void connection.close();
  }

  return {
    async request(ask) {
      const connection = await connected();
      try {
        return await within(timeoutMs, ask(connection));
      } catch (cause) {
        if (cause instanceof ResponseError) throw cause;
        drop(connection);
        throw new KafkaSilent(`${broker.host}:${broker.port} did not answer`, { cause });
      }
    },
    close() {
      closed = true;
      open?.then(drop, () => undefined);
    },
  };
}

function credentials({ host }: Broker, { tls, sasl }: KafkaAccess): ConnectionOptions {
  return {
    ...(tls === undefined
      ? {}
      : { tls: { host, ca: tls.ca, cert: tls.cert, key: tls.key?.reveal() } }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl, password: sasl.password.reveal() } }),
  };
}

/** A code of the protocol by its name. */
export function reasonOf(code: number): string {
  return protocolErrorsCodesById[code] ?? `code ${code}`;
}

/** The broker's own reasons; none when it did not answer. */
export function answeredWith(error: unknown): readonly string[] {
  if (!(error instanceof ResponseError)) return [];
  return error.errors.map((each: { readonly apiId?: string }) => each.apiId ?? 'UNKNOWN');
}
