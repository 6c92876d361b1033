/** Carries an event from a trigger to its subscriber in another process, and the answer back. */
import { binaryMessage } from '#shared/events/http-event.ts';
import type { Dispatch } from '#shared/push/verdict.ts';
import { lives } from './life.ts';
import { type Network, pauseMs } from './network.ts';
import type { Reached } from './reached.ts';

export function courier(
  net: Network,
  reach: () => Reached | undefined,
  subscriber: string,
): Dispatch {
  const { world } = net;
  return (event) => {
    const from = lives.getStore();
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const { headers, body } = binaryMessage(event);

    function deliver(delayMs: number, crashes: boolean): void {
      world.at(delayMs, undefined, `event ${event.type} arrives`, () => {
        const to = reach();
        if (to === undefined) {
          world.at(net.latencyMs(), from, '', () => reject(new Error('nobody listens there')));
          return;
        }
        const url = `http://subscriber/${subscriber}`;
        const length = String(Buffer.byteLength(body));
        const request = new Request(url, {
          method: 'POST',
          headers: { ...headers, 'content-length': length },
          body,
        });
        lives.run(to.life, async () => answer(await to.serve(request)));
        if (crashes) world.at(net.latencyMs(), undefined, '', () => net.crash(to.life));
      });
    }

    function answer(response: Response): void {
      const fault = net.fault('dispatcher answer');
      if (fault?.kind === 'lost') return;
      const delayMs = fault?.kind === 'late' ? pauseMs(fault) : net.latencyMs();
      world.at(delayMs, from, `hears ${response.status} of ${event.type}`, () => resolve(response));
    }

    const fault = net.fault('dispatcher request');
    if (fault?.kind === 'twice') deliver(pauseMs(fault), false);
    if (fault?.kind !== 'lost')
      deliver(
        fault?.kind === 'late' ? pauseMs(fault) : net.latencyMs(),
        fault?.kind === 'crash after',
      );
    return promise;
  };
}
