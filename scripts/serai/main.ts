/** The CLI's composition root: the only file of it that reads the process's environment. */
import { runCli } from './cli.ts';
import { apiTokenCommands } from './commands/api-tokens.ts';
import { audit } from './commands/audit.ts';
import { backup, expireKeys, restore } from './commands/backup.ts';
import { deadLetterCommands } from './commands/dead-letters.ts';
import { demoHotelDay } from './commands/demo.ts';
import { dev } from './commands/dev.ts';
import { doctor } from './commands/doctor.ts';
import { eventsGet, eventsTail } from './commands/events.ts';
import { importCommands } from './commands/imports.ts';
import { propertyCommands } from './commands/properties.ts';
import { rebuild } from './commands/rebuild.ts';
import { replay } from './commands/replay.ts';
import { setUp } from './commands/set-up.ts';
import { shardsApply } from './commands/shards.ts';
import { tenantCommands } from './commands/tenants.ts';
import { token } from './commands/token.ts';
import { topicsApply } from './commands/topics.ts';
import { userCommands } from './commands/users.ts';

const commands = [
  ...[dev, replay, rebuild, backup, restore, expireKeys, doctor, token],
  ...[...tenantCommands, ...propertyCommands, ...userCommands, ...apiTokenCommands, audit],
  ...importCommands,
  ...[setUp, topicsApply, shardsApply, demoHotelDay],
  ...[eventsTail, eventsGet, ...deadLetterCommands],
];

process.exitCode = await runCli(commands, process.argv.slice(2), {
  env: process.env,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
});
