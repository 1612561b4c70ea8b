import { readAssets } from './assets';
import { CODE_RULES, codeOfTemplate } from './code';
import type { GuardContext, TemplateCode, Verdict } from './code/code-kind';
import type { GuardReport } from './guard-report';
import { libraryCode } from './library';
import { manifestsOf } from './manifest';
import type { BundleRecord } from './record';
import { readTemplates } from './templates';
import type { StageSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

interface Judged {
  readonly code: TemplateCode;
  readonly verdict: Verdict;
}

/**
 * Holds all code of an assembly against what is known of it: bundles of ours, handlers of the aws-cdk-lib that is
 * installed, or what `.projenrc.ts` allows. Nothing is believed because of its name, or because the assembly says it.
 *
 * @throws Failure 65 with every reason at once, and before anything is deployed
 */
export function guardAssembly(directory: string, stage: StageSettings, { root, settings }: Workspace): GuardReport {
  const manifests = manifestsOf(directory);
  const assets = readAssets(directory, manifests);
  const { templates, problems } = readTemplates(directory, manifests, assets);
  const context: GuardContext = { stage, assets, library: libraryCode(root) };
  const judged = templates.flatMap(codeOfTemplate).map((code) => ({ code, verdict: CODE_RULES[code.kind].judge(code, context) }));
  const allow = settings.allowedCode ?? {};
  const refused = judged.filter((one) => one.verdict.by === 'nobody' && !isAllowed(one, allow));
  const twice = pathsTwice(judged.filter((one) => isAllowed(one, allow)));
  const unsound = [...assets.problems, ...problems, ...twice.map((path) => `${path}: it is allowed, and there is more than one`)];
  if (refused.length > 0 || unsound.length > 0) throw refusal(directory, stage, unsound, refused);
  return reportOf(judged, allow);
}

/** Whether people answer for it. A bundle that is not what it says it is, is never theirs to allow. */
function isAllowed({ code, verdict }: Judged, allow: Readonly<Record<string, string>>): boolean {
  return verdict.by === 'nobody' && verdict.instead !== undefined && Object.hasOwn(allow, code.path);
}

function pathsTwice(judged: readonly Judged[]): string[] {
  const paths = judged.map(({ code }) => code.path);
  return [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))];
}

function reportOf(judged: readonly Judged[], allow: Readonly<Record<string, string>>): GuardReport {
  const allowed = judged.filter((one) => isAllowed(one, allow)).map(({ code }) => ({
    path: code.path, stack: code.template.root, what: CODE_RULES[code.kind].title, reason: allow[code.path],
  }));
  return {
    bundles: judged.flatMap(({ code, verdict }) => verdict.by === 'bundle' ? [{ code, record: verdict.record }] : []),
    library: Object.fromEntries(judged.flatMap(({ code, verdict }) => verdict.by === 'library' ? [[code.path, verdict.of]] : [])),
    allowed,
    needless: Object.keys(allow).filter((path) => !allowed.some((one) => one.path === path)),
  };
}

function refusal(directory: string, stage: StageSettings, unsound: readonly string[], refused: readonly Judged[]): Failure {
  const lines = [...unsound.map((problem) => `  - ${problem}`), ...refused.flatMap(linesOf)];
  const foreign = refused.some(({ verdict }) => verdict.by === 'nobody' && verdict.instead);
  const anew = `assemble it anew: npx projen assemble ${stage.name}`;
  return new Failure(`this assembly must not be deployed to ${stage.name}:\n${lines.join('\n')}`, {
    code: ExitCode.BAD_INPUT, where: directory, fix: foreign ? `do what is said above, or allow it in .projenrc.ts, run npx projen, and ${anew}` : anew,
  });
}

function linesOf({ code, verdict }: Judged): string[] {
  if (verdict.by !== 'nobody') return [];
  const { problems, instead } = verdict;
  if (instead === undefined) return problems.map((problem) => `  - ${recordedName(code) ?? code.path}: ${problem}`);
  return [
    `  - ${code.path}: ${problems.join('; ')}`,
    `      it is ${CODE_RULES[code.kind].title} of the stack ${code.template.root}: ${instead}, or allow it by`,
    `      deployment: { allow: { '${code.path}': '<why it may be deployed>' } }`,
  ];
}

function recordedName({ resource }: TemplateCode): string | undefined {
  const record = resource.Metadata?.PythonLambdaBundle as BundleRecord | undefined;
  return record?.function;
}
