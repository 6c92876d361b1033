/**
 * A fact as a binary COPY gives it, as the record it would be in its topic. A rebuild passes millions of them,
 * and a projection asks each for two or three of its thirteen headers: so each is read when it is asked for.
 */
import { sequenceOf } from '#shared/events/fact-record.ts';
import { instantText } from '#shared/instant.ts';
import { int64At } from '#shared/int64.ts';
import type { StoredRecord } from '#shared/log/log.ts';

/** In this order they are in a row: first what is asked for most, before the data, which is long. */
const columns = [
  ...['position', 'recorded_at', 'tenant_id::text', 'type', 'traceparent', 'data', 'subject'],
  ...['partition_key', 'event_id::text', 'correlation_id', 'causation_id', 'occurred_at'],
] as const;
export const copiedColumns = columns.join(', ');
/** A row begins with the number of its columns; each of them with its length, and none is null. */
export const countBytes = 2;
const lengthBytes = 4;
const [tenantAt, typeAt, traceparentAt, dataAt, subjectAt, keyAt, idAt] = [2, 3, 4, 5, 6, 7, 8];
const [correlationAt, causationAt, occurredAt] = [9, 10, 11];

/** PostgreSQL's instants count microseconds from 2000-01-01. */
const epochMs = Date.UTC(2000, 0, 1);

/** Names are not counted up (`for … in`): a projection asks by name. */
class CopiedHeaders {
  readonly [name: string]: string;
  readonly #bytes: Buffer;
  readonly #row: number;
  readonly #source: string;
  readonly #position: number;

  constructor(source: string, bytes: Buffer, row: number, position: number) {
    this.#bytes = bytes;
    this.#row = row;
    this.#source = source;
    this.#position = position;
  }

  get ce_specversion(): string {
    return '1.0';
  }
  get ce_id(): string {
    return textAt(this.#bytes, this.#row, idAt);
  }
  get ce_source(): string {
    return `/${this.#source}`;
  }
  get ce_type(): string {
    return textAt(this.#bytes, this.#row, typeAt);
  }
  get 'content-type'(): string {
    return 'application/json';
  }
  get ce_subject(): string {
    return textAt(this.#bytes, this.#row, subjectAt);
  }
  get ce_time(): string {
    return instantOf(int64At(this.#bytes, startOf(this.#bytes, this.#row, occurredAt)));
  }
  get ce_tenantid(): string {
    return textAt(this.#bytes, this.#row, tenantAt);
  }
  get ce_partitionkey(): string {
    return textAt(this.#bytes, this.#row, keyAt);
  }
  get ce_sequence(): string {
    return sequenceOf(this.#position);
  }
  get ce_correlationid(): string {
    return textAt(this.#bytes, this.#row, correlationAt);
  }
  get ce_causationid(): string {
    return textAt(this.#bytes, this.#row, causationAt);
  }
  get ce_traceparent(): string {
    return textAt(this.#bytes, this.#row, traceparentAt);
  }
}

/** Its position is its offset: the copies that a topic may hold are skipped there by position, too. */
class CopiedFact implements StoredRecord {
  readonly headers: CopiedHeaders;
  readonly value: Buffer;
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly #bytes: Buffer;
  readonly #row: number;

  constructor(source: string, bytes: Buffer, row: number) {
    const position = row + countBytes + lengthBytes;
    const recorded = position + bytes.readInt32BE(position - lengthBytes) + lengthBytes;
    const data = startOf(bytes, row, dataAt);
    this.offset = int64At(bytes, position);
    this.appendedAtMs = Math.floor(int64At(bytes, recorded) / 1000) + epochMs;
    this.value = bytes.subarray(data, data + bytes.readInt32BE(data - lengthBytes));
    this.headers = new CopiedHeaders(source, bytes, row, this.offset);
    this.#bytes = bytes;
    this.#row = row;
  }

  get key(): string {
    return textAt(this.#bytes, this.#row, keyAt);
  }
}

/** Of a row that begins at `row`; `source` is the context whose fact it is. */
export function copiedFact(source: string, bytes: Buffer, row: number): StoredRecord {
  return new CopiedFact(source, bytes, row);
}

/** Where the row at `row` ends, or undefined when `bytes` have not all of it. */
export function endOfRow(bytes: Buffer, row: number): number | undefined {
  let at = row + countBytes;
  for (let column = 0; column < columns.length; column += 1) {
    if (at + lengthBytes > bytes.length) return undefined;
    at += lengthBytes + bytes.readInt32BE(at);
  }
  return at <= bytes.length ? at : undefined;
}

function startOf(bytes: Buffer, row: number, column: number): number {
  let at = row + countBytes;
  for (let passed = 0; passed < column; passed += 1) at += lengthBytes + bytes.readInt32BE(at);
  return at + lengthBytes;
}

function textAt(bytes: Buffer, row: number, column: number): string {
  const start = startOf(bytes, row, column);
  return bytes.toString('utf8', start, start + bytes.readInt32BE(start - lengthBytes));
}

/** As columns of the database are read: six digits where it holds microseconds. */
function instantOf(microseconds: number): string {
  const ms = Math.floor(microseconds / 1000);
  const rest = microseconds - ms * 1000;
  const text = instantText(ms + epochMs);
  return rest === 0 ? text : `${text.slice(0, -1)}${String(1000 + rest).slice(1)}Z`;
}
