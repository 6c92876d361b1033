/** `node scripts/kills/main.ts [kills]`: kills the booking path so often, prints where commands were, and judges. */
import { runCampaign } from './campaign.ts';
import { histogram } from './histogram.ts';

const killsDefault = 36;

const { kills, journal, faults, stack } = await runCampaign({
  kills: Number(process.argv[2] ?? killsDefault),
  told({ component, phases, recoveredMs }) {
    process.stdout.write(
      `${component.padEnd(9)} ${phases.length} on their way, back after ${recoveredMs.toFixed(0)} ms\n`,
    );
  },
});
await stack.stop();
const booked = journal.intents.filter(({ answers }) => answers[0]?.status === 201).length;
process.stdout.write(
  `\n${histogram(kills)}\n\n${journal.intents.length} keys, ${booked} booked, ${faults.length} faults\n`,
);
for (const fault of faults.slice(0, 50)) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
