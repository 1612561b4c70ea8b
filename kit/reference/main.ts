import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage } from './commands-page';
import { corpusPage } from './corpus-page';
import { optionsPage } from './options-page';

/** Writes the pages that are made from the code, into docs/reference or the folder that is named. */
async function main([folder = join(__dirname, '../docs/reference')]: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'options.md'), optionsPage());
  writeFileSync(join(folder, 'commands.md'), await commandsPage());
  writeFileSync(join(folder, 'corpus.md'), corpusPage());
}

void main(process.argv.slice(2));
