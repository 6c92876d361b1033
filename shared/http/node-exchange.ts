/** An exchange over `node:http`: no web class is made for it, and its answer is one write. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, CallerGone, type Exchange, type HeaderValues } from './exchange.ts';
import { pour } from './pour.ts';
import { dropRest } from './rest-of-body.ts';

/** Told to Hono instead of a response: the answer has gone. */
export const alreadySent = Object.freeze({}) as Response;

export class NodeExchange implements Exchange {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  #gone: AbortController | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  get headers(): HeaderValues {
    return this.#incoming.headers;
  }

  get peer(): string {
    return this.#incoming.socket.remoteAddress ?? 'unknown';
  }

  body(bytesMax: number): Promise<Buffer | 'too_large'> {
    const incoming = this.#incoming;
    if (Number(incoming.headers['content-length']) > bytesMax) return Promise.resolve('too_large');
    const { promise, resolve, reject } = Promise.withResolvers<Buffer | 'too_large'>();
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length <= bytesMax) return;
      incoming.off('data', take).pause();
      resolve('too_large');
    };
    incoming.on('data', take);
    incoming.on('end', () => resolve(joined(chunks)));
    incoming.on('close', () => {
      // An error costs more than reading a body: none is made for one that was read.
      if (!incoming.readableEnded) reject(new CallerGone('the body ended too early'));
    });
    return promise;
  }

  signal(): AbortSignal {
    if (this.#gone !== undefined) return this.#gone.signal;
    const gone = new AbortController();
    const outgoing = this.#outgoing;
    const closed = (): void => {
      if (!outgoing.writableFinished) gone.abort();
    };
    if (outgoing.destroyed) closed();
    else outgoing.once('close', closed);
    this.#gone = gone;
    return gone.signal;
  }

  send(answer: Answer): Response {
    const { status, body } = answer;
    const incoming = this.#incoming;
    const outgoing = this.#outgoing;
    if (!incoming.complete) outgoing.once('finish', () => dropRest(incoming));
    const headers: string[] = [];
    for (const name in answer.headers) headers.push(name, answer.headers[name] ?? '');
    if (body instanceof Object && !(body instanceof Uint8Array)) {
      outgoing.writeHead(status, headers);
      void pour(body, outgoing, incoming.method === 'HEAD');
      return alreadySent;
    }
    const length = body === undefined ? 0 : Buffer.byteLength(body);
    if (length > 0 || mayHaveBody(status)) headers.push('content-length', String(length));
    outgoing.writeHead(status, headers);
    if (length === 0) outgoing.end();
    // As many bytes as characters: none of them needs more than one, which is quicker to write.
    else outgoing.end(body, typeof body === 'string' && body.length === length ? 'latin1' : 'utf8');
    return alreadySent;
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only, ...others] = chunks;
  return only !== undefined && others.length === 0 ? only : Buffer.concat(chunks);
}

function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 304;
}
