'use strict';
// tsc for a project that has this kit's sources: it uses their types, and tells of its own files only.
// What the team's compiler options would say of the kit is nothing that the team can change.
const { dirname, join, sep } = require('node:path');
const ts = require('typescript');

const KIT_SOURCES = join(__dirname, '../src') + sep;
const USAGE = 64;

const [path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.length > 0) {
  console.error('usage: typecheck.js <tsconfig.json>');
  process.exit(USAGE);
}

const host = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
  getNewLine: () => ts.sys.newLine,
};
const { text, errors } = check(ts.sys.resolvePath(path));
if (text) ts.sys.write(text);
process.exitCode = errors ? 1 : 0;

function check(file) {
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  const parsed = error ? { errors: [error] } : ts.parseJsonConfigFileContent(config, ts.sys, dirname(file), undefined, file);
  const found = parsed.errors.length > 0 ? parsed.errors : diagnosticsOf(parsed);
  const format = process.stdout.isTTY ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
  return { text: format(found, host), errors: found.length > 0 };
}

function diagnosticsOf({ fileNames, options }) {
  const program = ts.createProgram({ rootNames: fileNames, options });
  const files = program.getSourceFiles().filter(({ fileName }) => !fileName.startsWith(KIT_SOURCES));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return ts.sortAndDeduplicateDiagnostics(found);
}
