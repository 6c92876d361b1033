/** The processes of the simulated house: what runs on each, and how it comes back after a crash. */
import { brokers } from '#schema/brokers.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { functionApp } from '#shared/http/app.ts';
import { startWorkers } from '#shared/process/workers.ts';
import { subscriberApp } from '#shared/push/subscriber-app.ts';
import { runTrigger } from '#shared/push/trigger.ts';
import type { Dispatch } from '#shared/push/verdict.ts';
import { courier } from './courier.ts';
import { type Surroundings, simulatedEngines } from './engines.ts';
import { doors, projections, subscribers, writers } from './functions.ts';
import { type Component, type Life, lives, newLife } from './life.ts';
import type { Watcher } from './network.ts';
import type { Reached, Serve } from './reached.ts';

export interface Machines extends Watcher {
  /** Starts all of them. */
  start(): void;
  /** A life of such a process that can be reached now. */
  reach(component: Component): Reached | undefined;
  /** Everything that is paused goes on, everything that crashed is started again. */
  heal(): void;
  /** Ends all of them; none comes back. */
  end(): void;
  lives(): readonly Life[];
}

const plan: readonly (readonly [Component, number])[] = [
  ['door', 2],
  ['decider', 2],
  ['relay', 2],
  ['projector', 2],
  ['dispatcher', 2],
  ['subscriber', 1],
];
/** Until a platform has noticed and started it again. */
const restartMsMin = 100;
const restartMsMax = 1_500;
/** Clocks of real machines differ; so far apart, each order that a clock gives is soon wrong. */
const skewMsMax = 1_500;
/** Until the log takes a silent process for gone. */
const sessionMs = 800;

interface Machine {
  readonly name: string;
  readonly component: Component;
  life: Life | undefined;
  serve: Serve | undefined;
  starts: number;
}

export function machines(around: Surroundings): Machines {
  const { net, log, exchange } = around;
  const { world, chance } = net;
  const all: Machine[] = plan.flatMap(([component, count]) =>
    Array.from({ length: count }, (_, at) => ({
      name: `${component}-${at + 1}`,
      component,
      life: undefined,
      serve: undefined,
      starts: 0,
    })),
  );

  let ended = false;

  function boot(machine: Machine): void {
    if (ended) return;
    machine.starts += 1;
    const life = newLife(machine.name, machine.component, machine.starts);
    machine.life = life;
    life.skewMs = chance.between(-skewMsMax, skewMsMax);
    world.note(`${machine.name} starts`);
    const engines = simulatedEngines(life, around);
    machine.serve = lives.run(life, () => run(machine.component, engines));
  }

  function run(component: Component, engines: Engines): Serve | undefined {
    switch (component) {
      case 'door':
        return serving(functionApp(doors, engines));
      case 'decider':
      case 'relay':
        return work(
          writers.filter(({ kind }) => (kind === 'relay') === (component === 'relay')),
          engines,
        );
      case 'projector':
        return work(projections, engines);
      case 'dispatcher':
        for (const each of subscribers) void dispatch(each, engines);
        return undefined;
      case 'subscriber': {
        const apps = new Map(
          subscribers.map((each) => [`/${each.name}`, subscriberApp(each, engines)]),
        );
        return (request) => {
          const path = new URL(request.url).pathname;
          const headers = Object.fromEntries(request.headers);
          const to = new Request('http://subscriber/', request);
          return (
            apps.get(path)?.fetch(to, { incoming: { headers } }) ??
            new Response(null, { status: 404 })
          );
        };
      }
    }
  }

  function work(declarations: readonly Declaration[], engines: Engines): undefined {
    startWorkers(declarations, engines, []).started.catch((error: unknown) => {
      world.note(`PROBLEM a worker never starts: ${String(error)}`);
    });
  }

  async function dispatch(
    declaration: (typeof subscribers)[number],
    engines: Engines,
  ): Promise<void> {
    const broker = brokers.find(({ name }) => name === declaration.broker);
    if (broker === undefined) throw new Error(`no broker ${declaration.broker}`);
    const send: Dispatch = courier(net, () => machine.reach('subscriber'), declaration.name);
    await runTrigger(declaration, engines, { broker, dispatch: send });
  }

  function later(machine: Machine): void {
    world.at(chance.between(restartMsMin, restartMsMax), undefined, '', () => {
      if (machine.life?.alive !== true) boot(machine);
    });
  }

  const machine: Machines = {
    start() {
      for (const each of all) boot(each);
    },
    reach(component) {
      const up = all.flatMap(({ life, serve, component: own }) =>
        own === component && life?.alive === true && serve !== undefined ? [{ life, serve }] : [],
      );
      return up[chance.below(Math.max(1, up.length))];
    },
    heal() {
      for (const each of all) {
        if (each.life !== undefined) world.resume(each.life);
        if (each.life?.alive !== true) boot(each);
      }
    },
    end() {
      ended = true;
      for (const { life } of all) if (life !== undefined) world.crash(life);
    },
    crashed(life) {
      world.note(`${life.machine} is gone`);
      world.at(sessionMs, undefined, '', () => log.drop(life));
      for (const receivers of exchange.receivers.values())
        for (const each of receivers) if (each.life === life) receivers.delete(each);
      const found = all.find(({ name }) => name === life.machine);
      if (found !== undefined) later(found);
    },
    paused(life) {
      world.at(sessionMs, undefined, '', () => {
        if (!life.paused || !life.alive) return;
        const lost = log.drop(life);
        // It comes back to its groups when it goes on, and only then hears what it has lost.
        world.at(0, life, 'joins again', () => {
          for (const { topic, group, member } of lost) log.join(topic, group, member);
        });
      });
    },
    lives: () => all.flatMap(({ life }) => (life === undefined ? [] : [life])),
  };
  return machine;
}

function serving(app: ReturnType<typeof functionApp>): Serve {
  // As Node's server hands a request over.
  return (request) =>
    app.fetch(request, {
      incoming: { headers: Object.fromEntries(request.headers), socket: { remoteAddress: '::1' } },
    });
}
