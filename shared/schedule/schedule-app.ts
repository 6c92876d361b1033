/** What a schedule's process serves: a PingSource's event runs it once, and is answered when that is over. */
import { Hono } from 'hono';
import { plainAnswer, readEvent } from '#shared/events/read-event.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import type { Answer, Exchange } from '#shared/http/exchange.ts';
import { exchangeOf } from '#shared/http/exchange-of.ts';
import { header } from '#shared/http/request.ts';
import { otherMethods } from '#shared/push/subscriber-app.ts';
import { type Ran, type Runner, runnerOf } from './runner.ts';

/** Of every event that a PingSource sends. */
const pingType = 'dev.knative.sources.ping';

/** More than 499 makes who sent it send it again. */
const answers: Readonly<Record<Ran, Answer>> = {
  done: { status: 204, headers: {} },
  unfinished: plainAnswer(503, 'it was told to end, and goes on the next time'),
  failed: plainAnswer(500, 'something is wrong on our side'),
};

export function scheduleApp(declaration: ScheduleDeclaration, engines: Engines): Hono {
  const run = runnerOf(declaration, engines, engines.house.closing);
  const app = new Hono();
  app.post('/', async (c) => {
    const exchange = exchangeOf(c);
    return exchange.send(await answerTo(exchange, run));
  });
  app.on(otherMethods, '/', (c) => exchangeOf(c).send({ status: 405, headers: { allow: 'POST' } }));
  return app;
}

async function answerTo(exchange: Exchange, run: Runner): Promise<Answer> {
  const read = await readEvent(exchange);
  if ('refused' in read) return read.refused;
  const { type, extensions } = read.event;
  if (type !== pingType) return plainAnswer(422, `it is woken by ${pingType} alone`);
  return answers[await run(extensions['traceparent'] ?? header(exchange.headers, 'traceparent'))];
}
