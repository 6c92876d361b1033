/** `serai dev`, loaded when it is asked for: the whole house is much to import. */
import type { Command } from '../command.ts';

export const dev: Command = {
  name: 'dev',
  summary: 'Starts the whole house on this machine, with demo data, until Ctrl-C.',
  positionals: [],
  options: {},
  help: `serai dev [--port 8080] [--home .serai] [--ephemeral] [--no-demo]

  Starts everything on http://127.0.0.1:8080, on a PostgreSQL of its own, or on
  DATABASE_URL; the event log is in Kafka when KAFKA_BROKERS says where that is
  (docs/engines.md). --ephemeral keeps nothing; --no-demo makes no demo users, whose
  password everyone knows. Ctrl-C finishes what runs.`,
  async run(args) {
    const { dev: start } = await import('../dev.ts');
    await start(args);
  },
};
