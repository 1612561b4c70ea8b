import { JsonFile, type Project, TextFile } from 'projen';
import type { Settings } from '../config/settings';
import { SETTINGS_FILE } from '../config/settings-file';

/** Carries the options over to the CDK app and the commands: the values as data, the functions' names as a type. */
export class GeneratedSettings {
  constructor(project: Project, settings: Settings) {
    new JsonFile(project, SETTINGS_FILE, { obj: settings, marker: true });
    const names = new TextFile(project, 'src/functions.generated.d.ts', { marker: true });
    names.addLine(`// ${names.marker}`);
    names.addLine("import 'python-lambda-kit/constructs';");
    names.addLine('');
    names.addLine("declare module 'python-lambda-kit/constructs' {");
    names.addLine('  /** From lambda_src/: a misspelt function is a compile error. */');
    names.addLine('  interface FunctionNames {');
    for (const name of Object.keys(settings.functions)) names.addLine(`    '${name}': true;`);
    names.addLine('  }');
    names.addLine('}');
  }
}
