/** Finds what a suite needs on this machine, installs what may be installed, and says what is missing. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { kafkaLibrary } from '../scripts/engines/kafka-library.ts';
import { findProgram, type Program, programs } from '../scripts/engines/programs.ts';
import { keycloakFolder } from '../scripts/keycloak/folder.ts';
import { noOwnNetwork } from '../scripts/queue-proxy/own-network.ts';
import { queueProxyProgram } from '../scripts/queue-proxy/program.ts';
import { installed, type PythonTool, pythonTools } from '../scripts/tools/python-tool.ts';
import type { Need } from './suites.ts';

/**
 * The variable a suite reads and its value; `missing` when this machine cannot have it, `broken`
 * when it could and the installation failed.
 */
export type Met =
  | { readonly env: Record<string, string> }
  | { readonly missing: string }
  | { readonly broken: string };

function beside(variable: string, folder: string, env: NodeJS.ProcessEnv): Met {
  const given = env[variable];
  const file = resolve(given ?? folder);
  if (existsSync(file)) return { env: { [variable]: file } };
  return { missing: `no ${given ?? folder}; say where with ${variable}=…` };
}

async function program(wanted: Program, env: NodeJS.ProcessEnv): Promise<Met> {
  const found = await findProgram(wanted, env);
  return 'file' in found ? { env: { [wanted.variable]: found.file } } : found;
}

/** Java and Maven first, so that what this user may not install is told as missing. */
async function kafka(env: NodeJS.ProcessEnv): Promise<Met> {
  const fetched = env['KAFKA_LIB'] !== undefined;
  const tools = [programs.java, ...(fetched ? [] : [programs.maven]), programs.openssl];
  const found = await everyProgram(tools, env);
  if (!('env' in found)) return found;
  return orBroken(async () => ({
    ...found.env,
    KAFKA_LIB: await kafkaLibrary({ ...env, ...found.env }),
  }));
}

async function keycloak(env: NodeJS.ProcessEnv): Promise<Met> {
  const fetched = env['KEYCLOAK_HOME'] !== undefined;
  const found = await everyProgram([programs.java, ...(fetched ? [] : [programs.maven])], env);
  if (!('env' in found)) return found;
  return orBroken(async () => ({
    ...found.env,
    KEYCLOAK_HOME: await keycloakFolder({ ...env, ...found.env }),
  }));
}

/** Namespaces and a root file system of its own are root's to give. */
async function containers(env: NodeJS.ProcessEnv): Promise<Met> {
  if (process.getuid?.() !== 0) return { missing: 'no right to run containers, which is root’s' };
  const { registry, runc, skopeo, umoci } = programs;
  return everyProgram([registry, runc, skopeo, umoci], env);
}

/** Its ports are fixed, so it runs where nobody else has any; first, so that nothing is built for nobody. */
async function queueProxy(env: NodeJS.ProcessEnv): Promise<Met> {
  const ip = await findProgram(programs.ip, env);
  if (!('file' in ip)) return ip;
  const missing = noOwnNetwork(ip.file);
  if (missing !== undefined) return { missing };
  return orBroken(async () => ({ IP: ip.file, QUEUE_PROXY: await queueProxyProgram(env) }));
}

async function everyProgram(tools: readonly Program[], env: NodeJS.ProcessEnv): Promise<Met> {
  const found: Record<string, string> = {};
  for (const tool of tools) {
    const met = await program(tool, env);
    if (!('env' in met)) return met;
    Object.assign(found, met.env);
  }
  return { env: found };
}

async function python(tool: PythonTool, env: NodeJS.ProcessEnv): Promise<Met> {
  const { variable } = tool;
  const given = env[variable];
  if (given !== undefined) return { env: { [variable]: given } };
  const found = await program(programs.python, env);
  if (!('env' in found)) return found;
  return orBroken(async () => ({ [variable]: await installed(tool, { ...env, ...found.env }) }));
}

async function orBroken(install: () => Promise<Record<string, string>>): Promise<Met> {
  try {
    return { env: await install() };
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    return { broken: error.message };
  }
}

export function meet(need: Need, env: NodeJS.ProcessEnv): Met | Promise<Met> {
  switch (need) {
    case 'chromium':
    case 'redis':
    case 'pgbouncer':
    case 'promtool':
      return program(programs[need], env);
    case 'containers':
      return containers(env);
    case 'queue-proxy':
      return queueProxy(env);
    case 'kafka':
      return kafka(env);
    case 'keycloak':
      return keycloak(env);
    case 'k6':
    case 'schemathesis':
    case 'spdx':
      return python(pythonTools[need], env);
    case 'crds':
      return beside('CRDS', '../shared/crds', env);
    case 'data':
      return beside('DATA', '../shared/data/hotel_bookings.csv.zip', env);
  }
}
