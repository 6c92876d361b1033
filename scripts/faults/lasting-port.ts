/**
 * A port that is still there for the next process after a kill: outside of the range from which the
 * system gives ports to outgoing connections, one of which may have taken it meanwhile.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Linux gives away 32768 and above. */
const portMin = 12_000;
const portMax = 32_000;
/** Hardly any of them is taken. */
const attemptsMax = 100;

export async function lastingPort(): Promise<number> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const port = randomInt(portMin, portMax);
    const probe = createServer();
    try {
      probe.listen(port, '127.0.0.1');
      await once(probe, 'listening');
    } catch {
      // Somebody has it: another one.
      continue;
    }
    const closed = once(probe, 'close');
    probe.close();
    await closed;
    return port;
  }
  throw new Error(`no free port from ${portMin} to ${portMax}`);
}
