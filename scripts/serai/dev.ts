/** `serai dev`: the whole product on this machine, with demo data, until Ctrl-C. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logger } from '#shared/telemetry/logger.ts';
import { demoUsers, seedDemo } from './demo.ts';
import { startHouse } from './house.ts';
import { kafkaAt } from './kafka-at.ts';
import { writePrivately } from './keys.ts';
import { untilSignal } from './signals.ts';
import { exitCodes, Sorry } from './sorry.ts';

export async function dev(args: readonly string[]): Promise<void> {
  const values = optionsOf(args);
  if (process.env['DATABASE_SHARD_URLS'] !== undefined)
    throw new Sorry('A house in one process has one database; leave DATABASE_SHARD_URLS away.');
  const demo = !values['no-demo'];
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const metricsPort = process.env['METRICS_PORT'];
  const signal = untilSignal();
  const house = await startHouse({
    home: values.home,
    port: portOf(values.port),
    metricsPort: metricsPort === undefined ? undefined : portOf(metricsPort),
    ephemeral: values.ephemeral,
    databaseUrl: process.env['DATABASE_URL'],
    databaseDirectUrl: process.env['DATABASE_DIRECT_URL'],
    redisUrl: process.env['REDIS_URL'],
    kafka: kafkaAt(process.env),
    logger: logger({ level: 'warn', service: 'house', format: 'lines' }),
    demoUsers: demo ? demoUsers : [],
  });
  try {
    if (demo) await seedDemo(house.url, await house.operatorToken(), Date.now());
    await writePrivately(
      join(values.home, 'credentials.json'),
      `${JSON.stringify({ url: house.url, users: demo ? demoUsers : [] }, undefined, 2)}\n`,
    );
    say(`Serai runs on ${house.url}`);
    if (house.databaseDirectory !== undefined) say(`Its data is in ${house.databaseDirectory}`);
    if (demo) {
      say('\nDemo users (sign in on the page, or: npm run -s serai -- token --role front-desk)');
      for (const { title, email, password } of demoUsers)
        say(`  ${title.padEnd(28)} ${email.padEnd(26)} ${password}`);
    } else {
      say(
        "\nNo demo users. A token of the house's operator, good for an hour, makes tenants and users:",
      );
      say(`  export SERAI_TOKEN=${await house.operatorToken()}`);
    }
    say('\nCtrl-C stops it.');
    const name = await signal;
    say(`\n${name}: finishing what runs …`);
  } finally {
    await house.stop();
  }
  say('Stopped; nothing was lost.');
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: process.env['PORT'] ?? '8080' },
        home: { type: 'string', default: process.env['SERAI_HOME'] ?? '.serai' },
        ephemeral: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    const said = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new Sorry(`${said}; see serai help dev.`, exitCodes.usage, error);
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Sorry(`A port is a number up to 65535, not "${text}".`, exitCodes.usage);
}
