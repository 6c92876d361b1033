/** Clocks that jump: of a process, whose time then differs from the others', and of the log. */
import type { Fault } from './faults.ts';
import type { LogServer } from './log-server.ts';
import type { Machines } from './machines.ts';
import type { Network } from './network.ts';

/** Up to eight seconds: longer than any lease, shorter than any day. */
function jumpMs({ kind, size }: Fault): number {
  return (kind === 'jump ahead' ? 1 : -1) * (10 + size * 8);
}

/** Lets each clock fault strike at its time. */
export function strikeClocks(
  faults: readonly Fault[],
  net: Network,
  machines: Machines,
  log: LogServer,
): void {
  for (const { atMs, phase } of faults) {
    const [component, what] = phase.split(' ');
    if (what !== 'clock') continue;
    net.world.at(atMs, undefined, '', () => {
      const met = net.fault(phase);
      if (met === undefined) return;
      if (component === 'log') log.skewMs += jumpMs(met);
      const lives = machines.lives().filter((life) => life.component === component);
      const life = lives[met.size % Math.max(1, lives.length)];
      if (life !== undefined) life.skewMs += jumpMs(met);
    });
  }
}
