import { Command } from 'commander';
import { printJson } from './command';
import { migrate } from '../project/migrations';
import PACKAGE from 'python-lambda-kit/package.json';

/** What the earlier version runs of this one, in the project's folder, before it regenerates. */
export const program = new Command('kit:migrate').argument('<from>').action((from: string) => {
  printJson({ migrated: migrate(process.cwd(), from, PACKAGE.version) });
});
