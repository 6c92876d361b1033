/** Runs a program to its end; what it said when it failed is in the error. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Packing, copying and starting take seconds; minutes are a machine that stands still. */
const runMsMax = 150_000;
/** A list of everything in an image. */
const outputBytesMax = 16 * 1024 * 1024;

export interface SucceedOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of what is no single step. */
  readonly msMax?: number;
}

export async function succeed(
  file: string,
  args: readonly string[],
  { cwd, env = {}, msMax = runMsMax }: SucceedOptions = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    ...{ encoding: 'utf8', timeout: msMax, maxBuffer: outputBytesMax },
  });
  return stdout;
}
