import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Component } from 'projen';
import type { PythonLambdaApp } from './python-lambda-app';
import { VERSIONS } from './versions';
import { KIT_ARCHIVES, KIT_FOLDER, KIT_PACKAGE } from '../config/kit';

/** Node, TypeScript, jest and eslint find the kit's sources by it; without it, what was compiled for a registry. */
const SOURCE_CONDITION = '@python-lambda/source';

/** Where a project has this kit from: its own repository, as a workspace of npm, or a registry. */
export class Kit extends Component {
  /** The kit's sources are in the project. */
  readonly isWorkspace: boolean;

  constructor(app: PythonLambdaApp) {
    super(app);
    this.isWorkspace = existsSync(join(app.outdir, KIT_FOLDER, 'package.json'));
    app.addDeps(this.isWorkspace ? `${KIT_PACKAGE}@${VERSIONS.kit}` : KIT_PACKAGE);
    if (this.isWorkspace) app.package.addField('workspaces', [KIT_FOLDER]);
    else app.gitignore.include(`/${KIT_ARCHIVES}/${KIT_PACKAGE}-*.tgz`); // where `create` and `kit:upgrade` put one
  }

  /** Conditions of package exports that have to be set wherever modules are resolved. */
  get conditions(): readonly string[] {
    return this.isWorkspace ? [SOURCE_CONDITION] : [];
  }

  /** The type check of the team's files, as words of a command line; its configuration follows. Sources of the kit are not the team's to check. */
  get typecheckCommand(): readonly string[] {
    return this.isWorkspace ? ['node', `${KIT_FOLDER}/bin/typecheck.js`] : ['tsc', '--project'];
  }

  /** Node with TypeScript, as words of a command line. */
  get nodeCommand(): readonly string[] {
    return ['node', ...this.conditions.map((condition) => `--conditions=${condition}`), '--import', 'tsx'];
  }
}
