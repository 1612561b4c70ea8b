'use strict';
const { createHash, randomBytes } = require('node:crypto');
const { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync } = require('node:fs');
const { join, relative } = require('node:path');

const BUILDS = join(__dirname, '../.build');
/** Longer than a command runs: `dev` and `local --keep` may do so for days. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** The folder with the JavaScript of exactly these sources, made now if it is not there. */
function compiled(sources) {
  const files = filesBelow(sources);
  const hash = createHash('sha256').update(readFileSync(__filename));
  for (const file of files) hash.update(`\0${relative(sources, file)}\0`).update(readFileSync(file));
  const build = join(BUILDS, hash.digest('hex').slice(0, 32));
  if (existsSync(build)) return used(build);
  mkdirSync(BUILDS, { recursive: true });
  const scratch = join(BUILDS, `compiling-${randomBytes(6).toString('hex')}`); // for other users to read, which mkdtemp does not allow
  mkdirSync(scratch);
  compile(sources, files, scratch);
  try {
    renameSync(scratch, build);
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(build)) throw error; // else another process was faster
  }
  for (const name of readdirSync(BUILDS)) {
    const other = join(BUILDS, name);
    const { mtimeMs = Date.now() } = statSync(other, { throwIfNoEntry: false }) ?? {};
    if (other !== build && Date.now() - mtimeMs > KEPT_MS) rmSync(other, { recursive: true, force: true });
  }
  return build;
}

/** Says that it is in use: a command that runs for long loads and copies files of it late. */
function used(build) {
  try {
    utimesSync(build, new Date(), new Date());
  } catch {
    // It is another user's, or cannot be written: then it is not removed either.
  }
  return build;
}

function compile(sources, files, to) {
  require('esbuild').buildSync({
    entryPoints: files.filter((file) => file.endsWith('.ts')),
    outbase: sources, outdir: to, format: 'cjs', platform: 'node', target: 'node20', logLevel: 'error',
    supported: { 'dynamic-import': false }, // such an import names no file extension
  });
  for (const file of files) if (!file.endsWith('.ts')) cpSync(file, join(to, relative(sources, file)));
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

module.exports = { BUILDS, compiled };

if (require.main === module) {
  const [to] = process.argv.slice(2);
  const sources = join(__dirname, '../src');
  rmSync(to, { recursive: true, force: true });
  compile(sources, filesBelow(sources), to);
}
