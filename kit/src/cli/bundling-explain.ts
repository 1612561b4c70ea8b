import { type CommonOptions, reportingCommand, print, printJson, table } from './command';
import { decideFor, settledPlan } from '../bundling/resolution';
import { Store } from '../bundling/store/store';
import { selectFunctions, thisWorkspace } from '../config/workspace';

export const program = reportingCommand('bundling:explain', 'Prints, for every function, the purpose, the mode and the rule that decided.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .action((names: string[], options: CommonOptions) => {
    const workspace = thisWorkspace();
    const explained = selectFunctions(workspace, names).map((fn) => {
      const decision = decideFor(fn);
      const plan = decision.mode === 'skip' ? undefined : settledPlan(workspace, fn, decision);
      return { function: fn.name, ...decision, bundle: plan && Store.of(workspace).has(plan.key) ? plan.key : undefined };
    });
    if (options.json) return printJson({ functions: explained });
    print(table([['FUNCTION', 'PURPOSE', 'MODE', 'RULE'], ...explained.map((e) => [e.function, e.purpose, e.mode, e.rule])]));
    print('');
    const looked = Object.entries(explained[0]?.environment ?? {}).map(([name, value]) => `${name}=${value}`);
    print(`Looked at BUNDLING_PURPOSE, BUNDLING_MODE, CI and GITLAB_CI; set: ${looked.join(' ') || 'none of them'}.`);
    for (const { function: name, mode, bundle } of explained) {
      if (mode !== 'skip') print(`${name}: ${bundle ? `.bundle-cache/${bundle}` : 'not bundled yet'}`);
    }
    if (explained.some(({ mode }) => mode === 'auto')) {
      print('auto: a bundle that is there already, or its packages, made in Docker if possible; else Docker when an engine answers; else local.');
    }
  });
