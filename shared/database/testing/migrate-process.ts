/** Migrates as a process of its own: `migrate-process.ts <url> <directory>`; prints what it applied. */
import { migrate } from '../migrate.ts';

const [url = '', directory] = process.argv.slice(2);
const { applied } = await migrate({ url, directory });
process.stdout.write(JSON.stringify(applied));
