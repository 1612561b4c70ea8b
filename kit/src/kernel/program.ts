/** The file that Node runs as `python-lambda`: of this very kit, wherever it is installed. */
export const PROGRAM = require.resolve('python-lambda-kit/program');

/** A command of this program as the CDK CLI's `--app` takes it, which is a line for a shell. */
export function appCommand(name: string): string {
  return [...[process.execPath, PROGRAM].map(quoted), name].join(' '); // all in quotes, it would lose the outer ones to the CLI's parser
}

/** As one word of a line for a shell, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
