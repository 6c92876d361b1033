/** What Knative does in a cluster: carries facts to the subscriber's process by POST, and tries again. */
import { brokers } from '#schema/brokers.ts';
import { httpDispatch } from '#shared/push/dispatch.ts';
import { runTrigger } from '#shared/push/trigger.ts';
import recordProperty from '../../functions/properties/record-property.ts';
import { ownEngines, patiently } from './own-engines.ts';
import type { Addresses } from './stack-engines.ts';

export interface Dispatcher {
  stop(): Promise<void>;
}

export async function startDispatcher(
  addresses: Addresses,
  subscriberUrl: string,
): Promise<Dispatcher> {
  const broker = brokers.find(({ name }) => name === recordProperty.broker);
  if (broker === undefined) throw new Error(`${recordProperty.broker} is no broker`);
  const engines = ownEngines(addresses, 'dispatcher');
  const dispatch = httpDispatch(subscriberUrl);
  const trigger = await patiently(() => runTrigger(recordProperty, engines, { broker, dispatch }));
  return {
    async stop() {
      await trigger.stop();
      await engines.close();
    },
  };
}
