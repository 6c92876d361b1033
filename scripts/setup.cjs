/**
 * Makes node_modules what package-lock.json says, once, whoever else is doing the same. Runs on
 * whatever Node the machine has, because it is what brings the pinned one.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const installedLock = path.join(root, 'node_modules', '.package-lock.json');
const lock = path.join(root, '.setup.lock');
const pinned = require('../package.json').dependencies.node;
const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', 'node');

// A cold install takes 20–60 s; ten minutes is a network that will not do it.
const installMsMax = 10 * 60_000;
const lockPollMs = 200;
// Printing a version takes 20 ms; the rest is for a machine busy with something else.
const versionMsMax = 20_000;

function packagesOf(lockFile) {
  return Object.entries(JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages);
}

/**
 * npm writes its own lock file into node_modules last, so what stands there was finished. A
 * package missing from it is fine only when it is optional: built for another platform.
 */
function installed() {
  if (!fs.existsSync(pinnedNode) || !fs.existsSync(installedLock)) return false;
  const there = new Map(packagesOf(installedLock));
  return packagesOf(path.join(root, 'package-lock.json')).every(([folder, wanted]) => {
    if (folder === '') return true;
    const found = there.get(folder);
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function fail(sentence) {
  process.stderr.write(`setup: ${sentence}\n`);
  process.exitCode = 78;
  return false;
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** One file made exclusively and holding the owner's pid; one left by a dead process is taken over. */
function takeLock() {
  const giveUpAt = Date.now() + installMsMax;
  while (Date.now() < giveUpAt) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    let owner = Number.NaN;
    try {
      owner = Number(fs.readFileSync(lock, 'utf8') || Number.NaN);
    } catch {
      continue; // Released between the two calls.
    }
    if (Number.isInteger(owner) && !alive(owner)) fs.rmSync(lock, { force: true });
    else pause(lockPollMs);
  }
  return false;
}

function install() {
  process.stderr.write('setup: installing packages (npm ci)\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    timeout: installMsMax,
    shell: process.platform === 'win32',
  });
  if (npm.error) return fail(`npm ci did not run: ${npm.error.message}`);
  if (npm.status !== 0) return fail(`npm ci failed with exit code ${npm.status}`);
  const node = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8', timeout: versionMsMax });
  const version = node.error ? `none (${node.error.code})` : node.stdout.trim();
  if (version !== `v${pinned}`) {
    return fail(
      `the npm package "node" should have brought Node ${pinned} and brought ${version}. ` +
        'npm was probably told to skip install scripts (ignore-scripts): ' +
        'allow them for this directory and run "make setup" again.',
    );
  }
  return true;
}

function setUp() {
  if (installed()) return true;
  try {
    if (!takeLock()) {
      return fail(`another set-up has held ${lock} for ${installMsMax / 60_000} minutes`);
    }
  } catch (error) {
    return fail(`this user cannot write to ${root} (${error.code}), and packages are missing`);
  }
  try {
    return installed() || install();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

setUp();
