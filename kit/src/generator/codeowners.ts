import { Component, TextFile } from 'projen';
import type { PythonLambdaApp } from './python-lambda-app';
import { KIT_FOLDER } from '../config/kit';
import type { CodeOwnersOptions } from '../config/pipeline-options';

/** Where GitLab looks first. */
const FILE = 'CODEOWNERS';

/** Whoever changes one of these changes what jobs run, with the roles that they have. */
const PIPELINE = ['/.gitlab-ci.yml', '/.projenrc.ts', '/.projen/', '/package.json', '/package-lock.json', '/.npmrc', '/cdk.json', `/${FILE}`];

/** `CODEOWNERS`: the pipeline's lines are the last, so that no other line takes them from its owners. */
export class CodeOwners extends Component {
  constructor(app: PythonLambdaApp, options: CodeOwnersOptions) {
    super(app);
    const file = new TextFile(app, FILE, { marker: true });
    file.addLine(`# ${file.marker}`);
    for (const line of linesOf(options, app.kit.isWorkspace)) file.addLine(line);
  }
}

function linesOf({ default: others, paths, pipeline, kit = pipeline }: CodeOwnersOptions, withKit: boolean): string[] {
  const line = (path: string, owners: readonly string[]) => `${path} ${owners.join(' ')}`;
  return [
    ...(others.length > 0 ? [line('*', others)] : []),
    ...Object.entries(paths).map(([path, owners]) => line(path, owners)),
    ...(withKit ? [line(`/${KIT_FOLDER}/`, kit)] : []),
    ...PIPELINE.map((path) => line(path, pipeline)),
  ];
}
