/** Lines to standard output, written at once: one that explains a crash must not wait in a buffer. */
import { writeSync } from 'node:fs';

/** Whoever reads the pipe gets this long to empty it; then lines are worth less than the work. */
const fullMsMax = 1_000;
const pauseMs = 5;

export function standardOutput(line: string): void {
  let rest = Buffer.from(line);
  const lateMs = performance.now() + fullMsMax;
  while (rest.byteLength > 0 && performance.now() < lateMs) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // A full pipe takes nothing for a moment; a closed one never will again.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}
