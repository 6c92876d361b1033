/**
 * Asks a URL that somebody else has named: one small answer, soon, from no address that is not to
 * be reached. A redirect is an answer like any other and leads nowhere.
 */
import { lookup } from 'node:dns';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { mayAsk, mayReach, type Reach } from './addresses.ts';

export interface Question {
  /** Sent as a form; without one it is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly reach: Reach;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly text: string;
}

/** The world's fault, or that of whoever named the URL; never that of whoever caused the question. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** A provider answers within tens of milliseconds; a person at a sign-in waits no longer than this. */
export const askMsMax = 5_000;
/** The largest set of keys seen at a public provider has some 30 KB. */
export const answerBytesMax = 262_144;

export function ask(text: string, { form, reach }: Question): Promise<OutsideAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OutsideAnswer>();
  const fail = (why: string, cause?: unknown) => reject(new NotAnswered(why, { cause }));
  const url = URL.parse(text);
  if (url === null || !mayAsk(url, reach)) {
    fail('the URL is not one that may be asked');
    return promise;
  }
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...{ accept: 'application/json', 'accept-encoding': 'identity', connection: 'close' },
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    lookup: lookupWithin(reach),
    // A connection that is kept could lead elsewhere by the time it is used again.
    agent: false,
    // Of everything together: an answer that trickles in ends, too.
    signal: AbortSignal.timeout(askMsMax),
  });
  request.on('error', (cause) => fail('it does not answer', cause));
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('error', (cause) => fail('it does not answer to the end', cause));
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= answerBytesMax) return;
      fail('it answers too much');
      request.destroy();
    });
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
    );
  });
  request.end(body);
  return promise;
}

/** The address that is judged is the one that is connected to: a name cannot change its mind between. */
function lookupWithin(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => mayReach(address, reach)))
        return callback(new NotAnswered('it stands where nobody is to be asked'), []);
      const [first] = addresses;
      return options.all === true
        ? callback(null, addresses)
        : callback(null, first?.address ?? '', first?.family);
    });
  };
}
