/** Secrets of one house, made at its first start and kept where only its owner can read them. */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { newIssuerKey } from '#shared/http/issuer.ts';
import { systemIds, systemRandom } from '#shared/system.ts';

const Keys = z.object({
  /** Private JWK of the house's own issuer. */
  issuer: z.record(z.string(), z.unknown()),
  signingSecret: z.string().min(32),
});
export type Keys = z.infer<typeof Keys>;

export function keysFile(home: string): string {
  return join(home, 'keys.json');
}

export async function houseKeys(home: string): Promise<Keys> {
  const file = keysFile(home);
  const text = await textOf(file);
  if (text !== undefined) {
    const keys = Keys.safeParse(parse(text));
    if (keys.success) return keys.data;
    throw new SetupProblem(
      `${file} is damaged; restore it from a backup, or remove it and sign in again.`,
    );
  }
  const keys: Keys = {
    issuer: { ...(await newIssuerKey(systemIds)) },
    signingSecret: systemRandom.bytes(32).toString('base64url'),
  };
  await writePrivately(file, JSON.stringify(keys));
  return keys;
}

/** Undefined when it is not there. One that cannot be read is not replaced: every token would end with it. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new SetupProblem(`${file} cannot be read.`, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half-written: said by the caller.
    return undefined;
  }
}

/** Whole or not at all, and readable by its owner only. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const part = `${file}.part`;
  await writeFile(part, text, { mode: 0o600 });
  await chmod(part, 0o600);
  await rename(part, file);
}
