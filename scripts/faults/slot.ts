/** One process of a stack, and its successors at the same port. */
import type { FunctionProcess } from '../testing/bundles.ts';
import type { Component } from './components.ts';

export interface Slot {
  readonly component: Component;
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly pid: () => number;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the present process has ended. */
  gone(): Promise<void>;
  /** Ends the present one, which nobody misses until the next is started. */
  rest(name: NodeJS.Signals): Promise<void>;
  isResting(): boolean;
  /** Starts the next one; only when the present one has ended. */
  again(): void;
  isReady(): Promise<boolean>;
  /** What all of them wrote. */
  output(): string;
}

const probeTimeoutMs = 1_000;

export function slot(of: {
  readonly component: Component;
  readonly name: string;
  readonly port: number;
  begin(): FunctionProcess;
}): Slot {
  const url = `http://127.0.0.1:${of.port}`;
  const written: string[] = [];
  let running = of.begin();
  let resting = false;
  return {
    component: of.component,
    name: of.name,
    port: of.port,
    url,
    pid: () => running.child.pid ?? 0,
    signal: (name) => void running.child.kill(name),
    async gone() {
      await running.ended;
    },
    async rest(name) {
      resting = true;
      running.child.kill(name);
      await running.ended;
    },
    isResting: () => resting,
    again() {
      resting = false;
      written.push(running.output());
      running = of.begin();
    },
    async isReady() {
      try {
        const answer = await fetch(`${url}/readyz`, {
          signal: AbortSignal.timeout(probeTimeoutMs),
        });
        return answer.ok;
      } catch {
        // Nobody there yet.
        return false;
      }
    },
    output: () => [...written, running.output()].join('\n'),
  };
}
