/** A real Redis on a free port of loopback. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Engine, startEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { needProgram } from './need-program.ts';
import { programs } from './programs.ts';

export interface RedisEngine extends Engine {
  readonly url: string;
}

export interface RedisOptions {
  /** Keeps its data over a kill; otherwise it comes back empty, as a cache may. */
  readonly durable?: boolean;
  /** More settings, as `redis-server` takes them: `['--maxmemory', '10mb']`. */
  readonly settings?: readonly string[];
}

const answerMsMax = 1_000;

export async function redisEngine(options: RedisOptions = {}): Promise<RedisEngine> {
  const { durable = false, settings = [] } = options;
  const file = await needProgram(programs.redis);
  const port = await freePort();
  const kept = durable
    ? ['--appendonly', 'yes', '--appendfsync', 'always']
    : ['--appendonly', 'no'];
  const engine = await startEngine({
    name: 'redis',
    prepare: async () => {},
    command: (directory) => [
      file,
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
      ...kept,
      ...settings,
    ],
    answers: () => ping(port),
  });
  return { ...engine, url: `redis://127.0.0.1:${port}` };
}

async function ping(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(answerMsMax, () => socket.destroy(new Error('no answer')));
  socket.write('PING\r\nQUIT\r\n');
  const said = await text(socket);
  if (!said.startsWith('+PONG')) throw new Error(`it answered ${JSON.stringify(said)}`);
}
