/** A certificate of its own for a server on loopback: what a client trusts only when it is told to. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { needProgram } from './need-program.ts';
import { programs } from './programs.ts';

export interface Certificate {
  /** PEM; signed by itself, so it is its own authority. */
  readonly certificate: string;
  /** PEM file of the key and the certificate, one after the other. */
  readonly keyStore: string;
}

export async function makeCertificate(directory: string): Promise<Certificate> {
  const openssl = await needProgram(programs.openssl);
  const key = join(directory, 'key.pem');
  const file = join(directory, 'certificate.pem');
  const subject = ['-subj', '/CN=localhost', '-days', '2'];
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const output = ['-keyout', key, '-out', file];
  await promisify(execFile)(openssl, ['req', '-x509', ...kind, ...subject, ...names, ...output]);
  const certificate = await readFile(file, 'utf8');
  const keyStore = join(directory, 'keystore.pem');
  await writeFile(keyStore, (await readFile(key, 'utf8')) + certificate);
  return { certificate, keyStore };
}
