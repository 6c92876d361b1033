/** What must hold of a house whatever went wrong in it. Pure: what it is shown is all it knows. */

import type { Evidence } from './evidence.ts';
import type { Journal } from './journal.ts';
import { answerFaults } from './judge-answers.ts';
import { decisionFaults } from './judge-decisions.ts';
import { factFaults } from './judge-facts.ts';
import { modelFaults } from './judge-model.ts';
import { replayFaults } from './judge-replay.ts';
import { rowFaults } from './judge-rows.ts';

/** Enough to see what is wrong; one fault often shows in hundreds of rows. */
const faultsShownMax = 4;

/** Each rule, named: a failure says which of them caught it. */
const rules = {
  answers: answerFaults,
  decisions: (_journal, evidence) => decisionFaults(evidence),
  facts: (_journal, evidence) => factFaults(evidence),
  rows: (_journal, evidence) => rowFaults(evidence),
  replay: (_journal, evidence) => replayFaults(evidence),
  model: (_journal, evidence) => modelFaults(evidence),
} as const satisfies Record<string, Rule>;

type Rule = (journal: Pick<Journal, 'intents'>, evidence: Evidence) => Iterable<string>;

export function judge(journal: Pick<Journal, 'intents'>, evidence: Evidence): readonly string[] {
  return Object.entries<Rule>(rules).flatMap(([name, rule]) =>
    faultsOf(rule, journal, evidence)
      .slice(0, faultsShownMax)
      .map((fault) => `${name}: ${fault}`),
  );
}

/** Where what is left makes no sense at all, a rule may not even come to its end. */
function faultsOf(rule: Rule, ...shown: Parameters<Rule>): readonly string[] {
  try {
    return [...rule(...shown)];
  } catch (error) {
    return [`it cannot be judged: ${String(error)}`];
  }
}
