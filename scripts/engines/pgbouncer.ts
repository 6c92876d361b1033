/** A real pgbouncer in front of a PostgreSQL that is given: what a managed database puts before itself. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '#shared/database/server-account.ts';
import { type Engine, startEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { needProgram } from './need-program.ts';
import { programs } from './programs.ts';

export interface PgbouncerEngine extends Engine {
  /** As the given one, through the pooler. */
  readonly url: string;
  /** Of its console, which answers `show pools` and obeys `pause`, `resume`, `kill`. */
  readonly consoleUrl: string;
}

export interface PgbouncerOptions {
  /** Where the server is, with the user that it and its clients speak as. */
  readonly url: string;
  readonly poolMode?: 'transaction' | 'session' | 'statement';
  /** Connections to the server, for each database and user. */
  readonly poolSize?: number;
  /** More lines of `[pgbouncer]`: `{ query_wait_timeout: '2' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const answerMsMax = 1_000;

export async function pgbouncerEngine(options: PgbouncerOptions): Promise<PgbouncerEngine> {
  const { poolMode = 'transaction', poolSize = 20, settings = {} } = options;
  const file = await needProgram(programs.pgbouncer);
  const server = new URL(options.url);
  const port = await freePort();
  const through = new URL(options.url);
  through.port = String(port);
  through.hostname = '127.0.0.1';
  const consoleUrl = new URL(through);
  consoleUrl.pathname = '/pgbouncer';
  consoleUrl.search = '';
  const user = decodeURIComponent(server.username);
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: 'users.txt',
    admin_users: user,
    pool_mode: poolMode,
    default_pool_size: String(poolSize),
    max_client_conn: '2000',
    // What pg sends and transaction pooling cannot keep.
    ignore_startup_parameters: 'extra_float_digits',
    ...settings,
  };
  const account = await serverAccount();
  const engine = await startEngine({
    name: 'pgbouncer',
    account,
    async prepare(directory) {
      const ini = [
        '[databases]',
        `* = host=${server.hostname} port=${server.port || '5432'}`,
        '[pgbouncer]',
        ...Object.entries(lines).map(([name, value]) => `${name} = ${value}`),
      ];
      await writeFile(join(directory, 'pgbouncer.ini'), `${ini.join('\n')}\n`);
      const password = decodeURIComponent(server.password);
      // In a directory that only this user and the server's can enter.
      await writeFile(join(directory, 'users.txt'), `"${user}" "${password}"\n`, { mode: 0o644 });
    },
    command: () => [file, 'pgbouncer.ini'],
    answers: () => answers(consoleUrl.href),
  });
  return { ...engine, url: through.href, consoleUrl: consoleUrl.href };
}

async function answers(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerMsMax,
    query_timeout: answerMsMax,
  });
  client.on('error', () => undefined); // told by the call that fails
  try {
    await client.connect();
    await client.query('show version');
  } finally {
    await client.end();
  }
}
