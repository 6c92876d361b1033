/** What clients wanted and what they were told, kept outside of everything that crashes. */
import { commandOf, type Operation } from './operations.ts';

export interface Answer {
  readonly atMs: number;
  readonly status: number;
  readonly body: unknown;
  readonly replayed: boolean;
}

/** All that was asked with one key: the first body is the command's own, unless another came first. */
export interface Intent {
  readonly commandId: string;
  readonly asked: { readonly operation: Operation; readonly answers: Answer[] }[];
}

export interface Journal {
  readonly intents: ReadonlyMap<string, Intent>;
  readonly problems: readonly string[];
  /** Says whether the answer is one that stands. */
  answered(operation: Operation, status: number, text: string, replayed: boolean): boolean;
  surprised(what: string): void;
}

export interface JournalOptions {
  nowMs(): number;
  note(what: string): void;
  /** Told of every promise: from then on the house must not forget it. */
  promised(commandId: string, status: number): void;
}

export function journal({ nowMs, note, promised }: JournalOptions): Journal {
  const intents = new Map<string, Intent>();
  const problems: string[] = [];
  const surprised = (what: string): void => void problems.push(what);
  return {
    intents,
    problems,
    surprised,
    answered(operation, status, text, replayed) {
      const commandId = commandOf(operation);
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      note(`request ${operation.number} is told ${status} ${codeOf(body) ?? ''}`);
      if (status === 500) surprised(`request ${operation.number} is answered 500`);
      if (status < 300) promised(commandId, status);
      if (!isFinal(status)) return false;
      const intent = intents.get(commandId) ?? { commandId, asked: [] };
      intents.set(commandId, intent);
      const known = intent.asked.find((each) => each.operation === operation);
      const asked = known ?? { operation, answers: [] };
      if (known === undefined) intent.asked.push(asked);
      asked.answers.push({ atMs: nowMs(), status, body, replayed });
      return true;
    },
  };
}

/** Everything else asks the client to come again. */
function isFinal(status: number): boolean {
  return (
    (status >= 200 && status < 300 && status !== 202) ||
    (status >= 400 && status < 500 && status !== 429)
  );
}

export function codeOf(body: unknown): string | undefined {
  return typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string'
    ? body.code
    : undefined;
}
