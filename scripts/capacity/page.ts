/** The reckoning as a page: what goes in, what comes out, and what breaks first. */
import type { Assumptions, Inputs } from './inputs.ts';
import { type Reckoned, reckon, steps } from './reckon.ts';

export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly quick: boolean;
  /** Of the quarter of an hour before; undefined in older runs. */
  readonly loadAverage?: number | undefined;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function perSecond(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toPrecision(3)} GB/s`;
  return `${(bytes / 1e6).toPrecision(3)} MB/s`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** One row a quantity, one column a step. */
function across(reckoned: readonly Reckoned[]): string {
  const row = (name: string, of: (each: Reckoned) => string): readonly string[] => [
    name,
    ...reckoned.map(of),
  ];
  return table(
    row('bookings a second', (each) => whole(each.perSecond)),
    [
      row('cores of doors', ({ cores }) => whole(cores.doors)),
      row('cores of deciders', ({ cores }) => whole(cores.deciders)),
      row('cores of relays, projections, sockets', ({ cores }) => whole(cores.carriers)),
      row('cores of databases', ({ cores }) => whole(cores.databases)),
      row('cores of brokers', ({ cores }) => whole(cores.brokers)),
      row('partitions', (each) => whole(each.partitions)),
      row('databases', (each) => whole(each.shards)),
      row('brokers', (each) => whole(each.brokers)),
      row('written to Kafka, before copies', (each) => perSecond(each.logBytesPerSecond)),
      row('read from Kafka', (each) => perSecond(each.readBytesPerSecond)),
      row('write-ahead log of all databases', (each) => perSecond(each.walBytesPerSecond)),
      row('USD a month', (each) => whole(each.usdOfMonth)),
    ],
  );
}

function breaks(reckoned: readonly Reckoned[]): string {
  return table(
    ['built for', 'breaks first', 'at', 'because', 'then'],
    reckoned.map((each) => {
      const [first, second] = each.limits;
      return [
        `${whole(each.perSecond)}/s`,
        first?.what ?? '',
        `${whole(first?.perSecondMax ?? 0)}/s`,
        first?.why ?? '',
        `${second?.what}, ${whole(second?.perSecondMax ?? 0)}/s`,
      ];
    }),
  );
}

/** The benchmark's own processes keep some four busy; more than two for each core is others' work. */
function busyOf({ loadAverage = 0, cores }: Machine): string {
  if (loadAverage <= 2 * cores) return '';
  return ` Other programs kept the machine busy (load average ${loadAverage}), which makes every CPU time too long.`;
}

export function capacityPage(
  inputs: Inputs,
  given: Assumptions,
  machine: Machine,
  source: string,
): string {
  const reckoned = steps.map((step) => reckon(step, inputs, given));
  const rows = Object.entries(inputs).map(([name, { value, unit, measured, source: from }]) => [
    name,
    `${Number(value.toPrecision(3)).toLocaleString('en')} ${unit}`,
    measured ? 'measured' : '**assumed**',
    from,
  ]);
  const taken = Object.entries(given).map(([name, value]) => [name, String(value)]);
  const coarse = machine.quick
    ? ' It was a **quick** run, made to see that everything measures, perhaps beside other programs: do not rely on its CPU times before `make bench-store` was run on a quiet machine.'
    : '';
  const busy = busyOf(machine);
  return `<!-- ${source} -->
# Capacity

What one booking costs on one machine, multiplied. **Nothing on this page beyond one machine was
run**; it says what to expect and what to look at first. \`make bench-store\` measures again and
writes this page anew; prices and sizes of machines are in \`load/capacity.assumptions.json\`.

## What goes in

The stored run (\`load/baselines/bench.json\`) was made on ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}.${coarse}${busy}
Per booking:

${table(['input', 'value', '', 'where from'], rows)}

The stored run keeps the log in PostgreSQL, so CPU and bytes of PostgreSQL include the log's, which a
deployment with Kafka does not have: for databases this is the upper bound.

Taken for true, ${given.asOf}:

${table(['assumption', 'value'], taken)}

## What comes out

Cores at the peak, each used to ${Math.round(given.utilisation * 100)} %. Functions are paid by what they do (a mean of ${Math.round(given.averageOfPeak * 100)} % of the
peak), databases and brokers for the whole month, and what is kept for ${given.keptMonths} months.

${across(reckoned)}

## What breaks first

Of what stands for each step, used to the last per cent:

${breaks(reckoned)}

One property is decided by one writer, whatever stands around it: ${whole(1e6 / inputs.deciderUs.value)} bookings a second at the
very most, of one house.
`;
}
