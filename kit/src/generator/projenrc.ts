import { ProjenrcFile } from 'projen';

/** `.projenrc.ts`, which the team writes; generated files name it as what to edit. */
export class Projenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';
}
