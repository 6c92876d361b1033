/** The page's way to the house: the typed client, asked once a call, because the page itself says when it asks again. */
import { type Operations, operations } from '#schema/client.generated.ts';
import { createClient } from '#shared/client/client.ts';
import type { Inputs, Outcome, ProblemDocument } from '#shared/client/types.ts';

export type Call = keyof Operations;
export type Answer<Name extends Call> = Outcome<Operations[Name]>;
export type Problem = ProblemDocument<string>;

/** The house itself answers within 10 s; more is a connection that was lost. */
const once = { timeoutMs: 15_000, attemptsMax: 1, connectAttemptsMax: 1 } as const;

/** What went wrong on the house's side does not tell whether it was done: that is `unknown`, too. */
export async function call<Name extends Call>(
  token: string | undefined,
  name: Name,
  ...inputs: Inputs<Operations[Name]>
): Promise<Answer<Name>> {
  const client = createClient<Operations>(operations, {
    ...once,
    url: '',
    token: () => token,
    headers: ({ method }) => (method === 'GET' ? unseen() : {}),
  });
  const outcome = await client.call(name, ...inputs);
  if (outcome.kind !== 'refused' || Number(outcome.status) < 500) return outcome;
  return { kind: 'unknown', reason: outcome.problem.title };
}

/**
 * The page reads all the time. Its reading is kept out of the traces by a parent that is not
 * sampled, so that they show what people did.
 */
export function unseen(): { readonly traceparent: string } {
  const hex = crypto.randomUUID().replaceAll('-', '');
  return { traceparent: `00-${hex}-${hex.slice(0, 16)}-00` };
}

/** A command that was taken but not decided is asked about this often, for this long. */
const askAgainMs = 1_000;
const askTimesMax = 20;

/** Sends a command, its key with it, until it is decided: the same key does it once. */
export async function decided<Name extends Call>(
  ask: () => Promise<Answer<Name>>,
): Promise<Answer<Name>> {
  let answer = await ask();
  for (let asked = 0; asked < askTimesMax && isPending(answer); asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    answer = await ask();
  }
  return isPending(answer) ? { kind: 'unknown', reason: 'not decided yet' } : answer;
}

function isPending<Name extends Call>(answer: Answer<Name>): boolean {
  return answer.kind === 'done' && Number(answer.status) === 202;
}

type Told = Pick<Problem, 'title' | 'detail'> & { readonly [member: string]: unknown };

export function sentence({ title, detail, ...more }: Told): string {
  const nights = Array.isArray(more['nights']) ? more['nights'] : [];
  const missing = nights.length === 0 ? '' : `: ${nights.join(', ')}`;
  return `${title}${missing}${detail === undefined ? '' : ` (${detail})`}.`;
}
