/**
 * Stops with one sentence unless the running Node is the one package.json pins. Loaded before an
 * entry point (`node --require`), so it is written for any Node of the last ten years: an old
 * one cannot strip types and would only say that it does not know the file.
 */
'use strict';

const path = require('node:path');

// EX_CONFIG of sysexits.h: the set-up is at fault, not what was asked for.
const exitCode = 78;

const root = path.resolve(__dirname, '..');
const pinned = require('../package.json').dependencies.node;

/** Undefined when `version` will do, else what to tell. */
function complaint(version) {
  if (version === `v${pinned}`) return undefined;
  return (
    `Serai runs on Node ${pinned} from its own node_modules, and this is ${version}. ` +
    `Run "make setup" in ${root}; if npm skips install scripts (ignore-scripts), run ` +
    '"npm rebuild node --ignore-scripts=false" there.'
  );
}

const text = complaint(process.version);
if (text !== undefined) {
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}
