/** What a trial has measured, one line each, for whoever reads the run. */
export function figure(name: string, value: unknown): void {
  process.stdout.write(`figure: ${name}: ${JSON.stringify(value)}\n`);
}
