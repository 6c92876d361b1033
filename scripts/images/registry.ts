/**
 * A registry, by the OCI distribution protocol: what it has is asked before anything is sent. Every
 * refusal is one sentence that says who refused what, and what to do about it.
 */
import { openAsBlob } from 'node:fs';
import * as z from 'zod';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { type Credentials, challenged, isLoopback } from './registry-login.ts';

export interface Registry {
  hasBlob(repository: string, digest: string): Promise<boolean>;
  /** `mounted`: it was taken from another repository of the same registry, and nothing was sent. */
  send(blob: Sending): Promise<'sent' | 'mounted'>;
  /** The digest a name stands for; undefined while it stands for nothing. */
  tagged(repository: string, tag: string): Promise<string | undefined>;
  tag(repository: string, tag: string, mediaType: string, manifest: Uint8Array): Promise<void>;
}

export interface Sending {
  readonly repository: string;
  readonly digest: string;
  readonly file: string;
  /** A repository that has it. */
  readonly from?: string | undefined;
}

export interface RegistryOptions {
  /** `registry.example`, `127.0.0.1:5000`. */
  readonly host: string;
  readonly credentials: Credentials;
}

/** Fifty megabytes over a line of 1 Mbit/s. */
const requestMsMax = 420_000;
/** A connection that breaks, or a registry that restarts, is there again within seconds. */
const tries = 3;
const pauseMs = 1_000;

interface Asked {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly path: string;
  /** Opened anew for each try. */
  readonly body?: () => Promise<Blob>;
  readonly type?: string;
  readonly accept?: string;
}

export function registryAt({ host, credentials }: RegistryOptions): Registry {
  const { origin } = new URL(`${isLoopback(host) ? 'http' : 'https'}://${host}`);
  /** By repository, because a token is good for one. */
  const logins = new Map<string, string>();

  async function once(repository: string, asked: Asked): Promise<Response> {
    const url = new URL(asked.path, origin);
    // A registry may name another place to send to, which is not told who we are.
    const login = url.origin === origin ? logins.get(repository) : undefined;
    return fetch(url, {
      method: asked.method,
      headers: {
        ...(login === undefined ? {} : { authorization: login }),
        ...(asked.type === undefined ? {} : { 'content-type': asked.type }),
        ...(asked.accept === undefined ? {} : { accept: asked.accept }),
      },
      body: (await asked.body?.()) ?? null,
      signal: AbortSignal.timeout(requestMsMax),
    });
  }

  async function ask(repository: string, asked: Asked): Promise<Response> {
    const first = await patiently(host, () => once(repository, asked));
    if (first.status !== 401) return first;
    const login = await challenged(first.headers.get('www-authenticate') ?? '', {
      ...{ host, repository, credentials },
    });
    // Nothing to say that has not been said.
    if (login === undefined || login === logins.get(repository)) return first;
    await first.body?.cancel();
    logins.set(repository, login);
    return patiently(host, () => once(repository, asked));
  }

  async function expectStatus(
    what: string,
    response: Response,
    statuses: readonly number[],
  ): Promise<void> {
    if (!statuses.includes(response.status)) {
      throw new SetupProblem(await refusal(host, what, response));
    }
    await response.body?.cancel();
  }

  async function found(repository: string, path: string, accept?: string) {
    const response = await ask(repository, {
      ...{ method: 'HEAD', path },
      ...(accept === undefined ? {} : { accept }),
    });
    await expectStatus(repository, response, [200, 404]);
    return response.status === 200 ? response : undefined;
  }

  return {
    hasBlob: async (repository, digest) =>
      (await found(repository, `/v2/${repository}/blobs/${digest}`)) !== undefined,
    async send({ repository, digest, file, from }) {
      const mount = from === undefined ? '' : `?${new URLSearchParams({ mount: digest, from })}`;
      const path = `/v2/${repository}/blobs/uploads/${mount}`;
      const begun = await ask(repository, { method: 'POST', path });
      await expectStatus(repository, begun, [201, 202]);
      if (begun.status === 201) return 'mounted';
      const to = new URL(begun.headers.get('location') ?? path, begun.url);
      to.searchParams.set('digest', digest);
      const sent = await ask(repository, {
        ...{ method: 'PUT', path: to.href, type: 'application/octet-stream' },
        body: () => openAsBlob(file),
      });
      await expectStatus(repository, sent, [201]);
      return 'sent';
    },
    async tagged(repository, tag) {
      const accept = 'application/vnd.oci.image.manifest.v1+json';
      const there = await found(repository, `/v2/${repository}/manifests/${tag}`, accept);
      return there?.headers.get('docker-content-digest') ?? undefined;
    },
    async tag(repository, tag, type, manifest) {
      const path = `/v2/${repository}/manifests/${tag}`;
      const body = async () => new Blob([Uint8Array.from(manifest)]);
      const response = await ask(repository, { method: 'PUT', path, type, body });
      await expectStatus(`${repository}:${tag}`, response, [201]);
    },
  };
}

async function patiently(host: string, send: () => Promise<Response>): Promise<Response> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      const response = await send();
      if (response.status < 500 || left === 0) return response;
      await response.body?.cancel();
    } catch (cause) {
      if (left === 0) {
        throw new SetupProblem(`${host} cannot be reached: ${reasonOf(cause)}.`, { cause });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** What `fetch` hides below its own error. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (!(inner instanceof Error)) return String(inner);
  return 'code' in inner && inner.message === '' ? String(inner.code) : inner.message;
}

const Refused = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.string().optional() })).min(1),
});
const saidCharactersMax = 200;

async function refusal(host: string, what: string, response: Response): Promise<string> {
  const { status } = response;
  const text = await response.text();
  const refused = Refused.safeParse(jsonOf(text));
  const [error] = refused.data?.errors ?? [];
  const said = error?.message ?? error?.code ?? text.trim().slice(0, saidCharactersMax);
  const help =
    status === 401 || status === 403
      ? ' REGISTRY_USER and REGISTRY_PASSWORD, or REGISTRY_TOKEN, say who you are.'
      : '';
  return `${host} refuses ${what} with ${status}${said === '' ? '' : `: ${said}`}.${help}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy before the registry answers in a language of its own.
    return undefined;
  }
}
