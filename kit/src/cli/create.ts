import { dirname, relative } from 'node:path';
import pc from 'picocolors';
import { command, print } from './command';
import { TerminalProgress } from '../kernel/progress';
import { createProject } from '../project/create';

export const program = command('create', 'Makes a project of the starter in a new folder, with this kit as a package of npm.')
  .argument('<folder>', 'a folder that is new or empty')
  .option('--name <name>', 'name of the project (default: the folder\'s)')
  .option('--kit <spec>', 'the kit that npm installs: a version, a tarball or a folder (default: the one that runs this)')
  .action(async (asked: string, options: { name?: string; kit?: string }) => {
    const self = dirname(require.resolve('python-lambda-kit/package.json'));
    const folder = await createProject(asked, { ...options, self, progress: new TerminalProgress() });
    const path = relative(process.cwd(), folder);
    print(`${pc.green('✔')} the project is in ${folder}`);
    print([...(path ? [`cd ${path}`] : []), 'npx projen test', 'npx projen local'].map((line) => `  ${line}`).join('\n'));
  });
