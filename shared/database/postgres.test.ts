/** PostgreSQL reached directly, with statements prepared and without, as behind a pooler. */
import { databaseContract } from './testing/contract.ts';

databaseContract('a connection of its own', {
  through: async (url) => ({ url }),
  close: async () => {},
});

databaseContract('unnamed statements', {
  through: async (url) => ({ url, prepare: false }),
  close: async () => {},
});
