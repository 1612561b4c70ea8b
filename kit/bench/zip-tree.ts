import { readFileSync, readdirSync, statSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import { KeptZip } from '../src/bundling/zip/kept-zip';
import { type FileOfTree, zipTree } from '../src/bundling/zip/tree';

/**
 * `<ours|cdk> <folder> <zip> [kept zip] [changed path...]` makes one zip and prints the seconds that it took, without
 * those that the program took to start. What the kept zip holds and did not change is taken from there.
 */
async function main([side, folder, zip, kept, ...changed]: string[]): Promise<number> {
  const make = side === 'ours' ? zipTree : undefined;
  const cdk = make ? undefined : zipperOfCli();
  const started = performance.now();
  if (!make) await cdk!(folder, zip);
  else await make(folder, filesOf(folder), zip, kept ? { zips: [kept], of: keptFiles(kept, changed) } : undefined);
  return (performance.now() - started) / 1000;
}

/** As the manifest of a stored tree tells them. */
function filesOf(folder: string): FileOfTree[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: path.slice(folder.length + 1), executable: false, size: statSync(path).size };
  });
}

function keptFiles(zip: string, changed: readonly string[]): Map<string, number> {
  const opened = new KeptZip(zip);
  opened.close();
  return new Map([...opened.members.keys()].filter((path) => !changed.includes(path)).map((path) => [path, 0]));
}

/** What the CDK's CLI zips folders with. It hands it to nobody, so its own text is run, with one line more. */
function zipperOfCli(): (folder: string, zip: string) => Promise<void> {
  const cli = join(require.resolve('aws-cdk/package.json'), '../lib/index.js');
  const module = new Module(cli) as Module & { _compile: (source: string, file: string) => void };
  module.filename = cli;
  module._compile(`${readFileSync(cli, 'utf8')}\nmodule.exports = require_zip();`, cli);
  return (module.exports as { zipDirectory: (folder: string, zip: string) => Promise<void> }).zipDirectory;
}

void main(process.argv.slice(2)).then((seconds) => console.log(seconds));
