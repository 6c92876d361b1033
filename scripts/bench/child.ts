/** Helpers in processes of their own: each asks one thing at a time and ends with this process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Child {
  readonly pid: number;
  /** Sends one message and resolves with the next answer; rejects with `{ error }` or when it ends. */
  ask<Answer>(message: object): Promise<Answer>;
  /** The first thing it says by itself. */
  next<Answer>(): Promise<Answer>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** From the checkout's root. */
  readonly module: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

export function startChild({ module, env = {}, execArgv = [] }: ChildOptions): Child {
  const child: ChildProcess = fork(join(root, module), [], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${module} did not start`);

  async function next<Answer>(): Promise<Answer> {
    const over = new AbortController();
    const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
      throw new Error(`${module} ended with ${code}`);
    });
    // The loser of the race is not a fault nobody handled.
    ended.catch(() => undefined);
    const [message]: unknown[] = await Promise.race([
      once(child, 'message', { signal: over.signal }),
      ended,
    ]);
    over.abort();
    if (typeof message === 'object' && message !== null && 'error' in message) {
      throw new Error(`${module}: ${String(message.error)}`);
    }
    // Both ends of the channel are this repository's.
    return message as Answer;
  }
  return {
    pid,
    next,
    ask<Answer>(message: object) {
      const answer = next<Answer>();
      child.send(message);
      return answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
