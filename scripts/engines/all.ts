/** One of each engine, for development: what an environment needs to use them. */
import { kafkaEngine } from './kafka.ts';
import { pgbouncerEngine } from './pgbouncer.ts';
import { postgresEngine } from './postgres.ts';
import { redisEngine } from './redis.ts';

export interface AllEngines {
  /** By the variable that takes it. */
  readonly addresses: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startAll(): Promise<AllEngines> {
  const undo: (() => Promise<void>)[] = [];
  const kept = <Started extends { close(): Promise<void> }>(engine: Started): Started => {
    undo.push(engine.close);
    return engine;
  };
  const close = async () => {
    await Promise.all(undo.map((each) => each()));
  };
  try {
    const database = kept(await postgresEngine());
    const pooler = kept(await pgbouncerEngine({ url: database.url }));
    const redis = kept(await redisEngine());
    const kafka = kept(await kafkaEngine());
    return {
      addresses: {
        KAFKA_BROKERS: kafka.brokers,
        REDIS_URL: redis.url,
        DATABASE_URL: database.url,
        PGBOUNCER_URL: pooler.url,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
