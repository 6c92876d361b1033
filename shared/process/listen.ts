/** Binds a server to its address; what keeps it from there is said in one sentence. */
import type { Server } from 'node:http';
import { type AddressInfo, BoundSocket, isIP } from 'node:net';
import { SetupProblem } from '#shared/database/setup-problem.ts';

export interface Address {
  /** 0: a free one. */
  readonly port: number;
  readonly hostname: string;
}

/** What a person can put right, by the code the system gives it; `variable` is where the port is said. */
const listenProblems: Readonly<Record<string, (variable: string) => string>> = {
  EADDRINUSE: (variable) => `is in use; stop what listens there or choose another with ${variable}`,
  EACCES: (variable) => `is not for this user; choose one above 1023 with ${variable}`,
  EADDRNOTAVAIL: () => 'is on an address that this machine does not have; see HOST',
};

/** Resolves with the port. */
export function listen(
  server: Server,
  address: Address,
  variable: 'PORT' | 'METRICS_PORT' = 'PORT',
): Promise<number> {
  const { port } = address;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const fail = (error: NodeJS.ErrnoException): void => {
    const problem = listenProblems[error.code ?? ''];
    reject(problem === undefined ? error : new SetupProblem(`Port ${port} ${problem(variable)}.`));
  };
  server.once('error', fail);
  server.once('listening', () => {
    const { port: bound } = server.address() as AddressInfo;
    resolve(bound);
  });
  try {
    bind(server, address);
  } catch (error) {
    fail(error as NodeJS.ErrnoException);
  }
  return promise;
}

/** An address needs no look-up; asking for one anyway costs a start a tenth of its time. */
function bind(server: Server, { port, hostname }: Address): void {
  if (isIP(hostname) === 0) server.listen(port, hostname);
  else server.listen(new BoundSocket({ port, host: hostname }));
}
