/**
 * A statement's parameters as one message of exactly its size. `pg` begins with a quarter of a kilobyte and
 * copies what it has into half as much again whenever that is full, which for lists of a hundred rows is
 * more bytes than they have.
 */
import type pg from 'pg';

type Parameter = Buffer | string | null;

/** A letter and the length of the rest; then what is of fixed length behind the names. */
const [headBytes, codeBytes, formatBytes, lengthBytes] = [5, 2, 2, 4];
const [asText, asBytes] = [0, 1];
const bindCode = 0x42;
/** Instead of the length of a NULL. */
const nullLength = -1;

/** Every connection of the pool sends its parameters so. */
export function bindInOnePiece(pool: pg.Pool): pg.Pool {
  return pool.on('connect', ({ connection }) => {
    connection.bind = (config: pg.BindConfig) => {
      const message = bindMessage(config);
      if (connection.stream.writable) connection.stream.write(message);
    };
  });
}

/** Bind of PostgreSQL's protocol, version 3; throws a RangeError for more than the 65,535 parameters it can count. */
export function bindMessage(config: pg.BindConfig): Buffer {
  const { portal = '', statement = '', binary, values, valueMapper = asItIs } = config;
  const parameters: Parameter[] = (values ?? []).map(valueMapper);
  const lengths = parameters.map(lengthOf);
  let size = headBytes + Buffer.byteLength(portal) + Buffer.byteLength(statement) + 2;
  size += codeBytes + parameters.length * formatBytes + codeBytes + 2 * codeBytes;
  for (const length of lengths) size += lengthBytes + Math.max(length, 0);
  const message = Buffer.allocUnsafe(size);
  message[0] = bindCode;
  message.writeInt32BE(size - 1, 1);
  let at = writeName(message, headBytes, portal);
  at = writeName(message, at, statement);
  at = message.writeUInt16BE(parameters.length, at);
  for (const each of parameters)
    at = message.writeInt16BE(Buffer.isBuffer(each) ? asBytes : asText, at);
  at = message.writeUInt16BE(parameters.length, at);
  for (const [index, each] of parameters.entries()) {
    at = message.writeInt32BE(lengths[index] ?? nullLength, at);
    if (typeof each === 'string') at += message.write(each, at);
    else if (each !== null) at += each.copy(message, at);
  }
  // One format for all columns of the answer.
  at = message.writeInt16BE(1, at);
  message.writeInt16BE(binary ? asBytes : asText, at);
  return message;
}

function asItIs(value: unknown): unknown {
  return value;
}

function lengthOf(parameter: Parameter): number {
  if (parameter === null) return nullLength;
  return typeof parameter === 'string' ? Buffer.byteLength(parameter) : parameter.length;
}

function writeName(message: Buffer, at: number, name: string): number {
  const end = at + message.write(name, at);
  return message.writeUInt8(0, end);
}
