/** Keycloak on this machine with the realm of `realm.json`, its pages those of a house that runs here. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, startEngine } from '../engines/engine.ts';
import { freePorts } from '../engines/free-port.ts';
import { keycloakFolder } from './folder.ts';

/** Of the people in `realm.json`. */
export const password = 'a-password-for-trying-out';
export const audience = 'https://serai.example';
export const clientId = 'serai-console';
const signInPage = 'http://127.0.0.1:8080/sign-in/01980b6e-7d00-7b87-b000-a2c4e6081f97';
/** It builds itself first: a minute of both cores, several on a busy machine. */
const startMsMax = 600_000;

export interface Keycloak extends Engine {
  readonly issuer: string;
}

export async function startKeycloak(page: string): Promise<Keycloak> {
  const [port = 0, managementPort = 0] = await freePorts(2);
  const base = `http://127.0.0.1:${port}`;
  const issuer = `${base}/realms/staff`;
  const folder = await keycloakFolder();
  const engine = await startEngine({
    ...{ name: 'keycloak', startMsMax },
    async prepare(directory) {
      // A copy: it writes into its own folder.
      await cp(folder, join(directory, 'keycloak'), { recursive: true });
      const realm = await readFile(join(import.meta.dirname, 'realm.json'), 'utf8');
      await mkdir(join(directory, 'keycloak/data/import'), { recursive: true });
      await writeFile(
        join(directory, 'keycloak/data/import/staff-realm.json'),
        realm.replaceAll(signInPage, page),
      );
    },
    command: (directory) => [
      join(directory, 'keycloak/bin/kc.sh'),
      ...['start-dev', '--http-host=127.0.0.1', `--http-port=${port}`, '--import-realm'],
      `--http-management-port=${managementPort}`,
    ],
    async answers() {
      const { ok } = await fetch(`${issuer}/.well-known/openid-configuration`);
      if (!ok) throw new Error('its realm is not there yet');
    },
  });
  return { ...engine, issuer };
}
