import { Command } from 'commander';
import { print } from './command';
import { checkRelease, packSources, writeRelease } from '../project/kit-release';

/** For who releases the kit, in its folder: the scripts of its package.json. */
export const program = new Command('kit:release')
  .option('--check', 'only tell whether release.json is up to date')
  .option('--pack', 'pack the sources, for forks')
  .argument('[folder]', 'where to pack to', '.')
  .exitOverride()
  .action(async (folder: string, options: { check?: boolean; pack?: boolean }) => {
    const kit = process.cwd();
    if (options.pack) print(await packSources(kit, folder));
    else if (options.check) await checkRelease(kit);
    else print(`release.json has ${await writeRelease(kit)} files`);
  });
