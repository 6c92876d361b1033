/** Reads the facts of an outbox partition by partition, each in the order of its positions. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { copyHeaderBytes, endOfRows } from '#shared/database/binary-copy.ts';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { copiedColumns, copiedFact, countBytes, endOfRow } from './copied-fact.ts';

/** A snapshot is held for one COPY, which keeps PostgreSQL from clearing up: some seconds each. */
const factsOfCopy = 100_000;

export interface FactsWanted {
  readonly partition: number;
  readonly from: number;
  /** The first position that is not wanted. */
  readonly end: number;
  /** A batch has so many, and a chunk's more at most. */
  readonly batchRecords: number;
}

export interface FactReader {
  /** One at a time: the next is asked for when the last was read to its end. */
  batches(wanted: FactsWanted): AsyncGenerator<readonly StoredRecord[]>;
  close(): Promise<void>;
}

/** `source` is the context whose outbox it is; only its relay may read all of it. */
export async function openFactReader(databaseUrl: string, source: string): Promise<FactReader> {
  const client = await connectAsOwner(databaseUrl, 'serai rebuild facts');
  try {
    await client.query(`set role ${pg.escapeIdentifier(`serai_${source}_relay`)};
      set statement_timeout = 0; set default_transaction_read_only = on`);
  } catch (error) {
    await client.end();
    throw error;
  }

  /** As many at once as came at once. */
  async function* rowsOf(partition: number, from: number, end: number) {
    assert([partition, from, end].every(Number.isSafeInteger), 'numbers only get into the text');
    const text = `copy (
      select ${copiedColumns} from ${pg.escapeIdentifier(source)}.events
      where partition = ${partition} and position >= ${from} and position < ${end} order by position
    ) to stdout (format binary)`;
    let rest: Buffer = Buffer.alloc(0);
    let at = copyHeaderBytes;
    for await (const chunk of client.query(copyTo(text))) {
      const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const facts: StoredRecord[] = [];
      while (at + countBytes <= bytes.length && bytes.readInt16BE(at) !== endOfRows) {
        const next = endOfRow(bytes, at);
        if (next === undefined) break;
        facts.push(copiedFact(source, bytes, at));
        at = next;
      }
      rest = bytes.subarray(Math.min(at, bytes.length));
      at -= bytes.length - rest.length;
      yield facts;
    }
  }

  return {
    async *batches({ partition, from, end, batchRecords }) {
      let batch: StoredRecord[] = [];
      for (let at = from; at < end; at += factsOfCopy) {
        for await (const facts of rowsOf(partition, at, Math.min(end, at + factsOfCopy))) {
          batch.push(...facts);
          if (batch.length < batchRecords) continue;
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    },
    close: () => client.end(),
  };
}
