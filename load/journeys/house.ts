/**
 * The house as a visitor meets it: a command is repeated with its key until its outcome is known,
 * and what it answered is judged by the journey.
 */
import { sleep } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { Counter } from 'k6/metrics';
import { settings } from './settings.ts';

/** Commands whose outcome nobody knows after all attempts: each may have happened or not. */
const unresolved = new Counter('unresolved');

/** With a second between them this outlives a restart of the house. */
const attemptsMax = 8;
const waitSMax = 5;

/** Refusals are answers too; a journey says which it expects. Time-outs and 5xx are failures. */
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 499 }));

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a check names the member it expects, and fails when it is not there
  readonly body: any;
  /** Names as k6 writes them: `Idempotent-Replayed`. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Sent {
  /** Requests of one name are one line of the summary, whatever their ids. */
  readonly name: string;
  readonly token?: string;
}

function answerOf({ status, body, headers }: RefinedResponse<'text'>): Answer {
  const isJson = headers['Content-Type']?.includes('json') ?? false;
  return { status, body: isJson && body !== '' ? JSON.parse(body) : undefined, headers };
}

function headersOf({ token = settings.token }: Sent): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export function get(path: string, sent: Sent): Answer {
  return answerOf(
    http.get(`${settings.target}${path}`, {
      responseType: 'text',
      headers: headersOf(sent),
      tags: { name: sent.name },
    }),
  );
}

/** The last answer, whatever it is; after 202, 503 and silence the same command is sent again. */
export function command(path: string, key: string, body: object, sent: Sent): Answer {
  const headers = {
    ...headersOf(sent),
    'content-type': 'application/json',
    'idempotency-key': `${settings.run}.${key}`,
  };
  for (let attempt = 1; ; attempt += 1) {
    const answer = answerOf(
      http.post(`${settings.target}${path}`, JSON.stringify(body), {
        responseType: 'text',
        headers,
        tags: { name: sent.name },
      }),
    );
    if (answer.status !== 0 && answer.status !== 202 && answer.status < 500) return answer;
    if (attempt === attemptsMax) {
      unresolved.add(1);
      return answer;
    }
    sleep(Math.min(waitSMax, Number(answer.headers['Retry-After'] ?? 1)));
  }
}
