import { InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type CommonOptions, note, print, printJson, reportingCommand, table } from './command';
import { type LintFinding, PIPELINE_KINDS, type PipelineKind, type LintReport, Pipeline, REFS, RULE_IDS, type RuleId, lint } from '../gitlab-lint';
import { ExitCode } from '../kernel/failure';
import { redact } from '../kernel/redaction';

const FILE = '.gitlab-ci.yml';

interface Options extends CommonOptions {
  readonly kind?: readonly PipelineKind[];
  readonly ignore?: readonly RuleId[];
  readonly jobs?: boolean;
  readonly strict?: boolean;
  readonly defaultBranch: string;
  readonly deployBranch: string;
}

export const program = reportingCommand('gitlab:lint', 'Holds GitLab CI files against GitLab\'s schema and against what is known to go wrong, for every kind of pipeline.')
  .argument('[files...]', `files; ${FILE} by default`)
  .option('--kind <kind>', `a kind of pipeline, and print its jobs: ${PIPELINE_KINDS.join(', ')}; may be repeated`, collect(PIPELINE_KINDS))
  .option('--jobs', 'print how every job runs in each kind of pipeline')
  .option('--ignore <rule>', 'a rule to leave out, by its id; may be repeated', collect(RULE_IDS))
  .option('--strict', 'fail for warnings, too')
  .option('--default-branch <name>', 'the branch that $CI_DEFAULT_BRANCH names', REFS.defaultBranch)
  .option('--deploy-branch <name>', 'another branch that deploys', REFS.deployBranch)
  .action((files: string[], options: Options) => {
    const reports = (files.length > 0 ? files : [FILE]).map((file) => lint(Pipeline.read(file), {
      kinds: options.kind, ignore: options.ignore, refs: { ...REFS, defaultBranch: options.defaultBranch, deployBranch: options.deployBranch },
    }));
    if (options.json) printJson({ files: reports.map(documentOf) });
    else for (const report of reports) printReport(report, options);
    const failing = reports.flatMap(({ findings }) => findings).some(({ severity }) => severity === 'error' || options.strict);
    if (failing) process.exitCode = ExitCode.BAD_INPUT;
  });

/** One of several values that are known, each time the option is given. */
function collect<T extends string>(known: readonly T[]): (value: string, before?: readonly T[]) => readonly T[] {
  return (value, before = []) => {
    const found = known.find((each) => each === value);
    if (!found) throw new InvalidArgumentError(`It must be one of ${known.join(', ')}.`);
    return [...before, found];
  };
}

function printReport(report: LintReport, { jobs, kind }: Options): void {
  for (const findings of byRule(report.findings)) {
    print(table(findings.map(({ position, jobs: names, severity, rule, what }) => (
      [`${position.file}:${position.line}`, some(names), severity, rule, what].map(plain)))));
    print(`  ${pc.dim('fix')} ${findings[0].fix}\n`);
  }
  if (jobs || kind) print(`${jobTable(report)}\n`);
  for (const remark of report.notes) note(plain(`${report.file}: ${remark}`));
  print(plain(summary(report)));
}

/** Errors first, then by the first place. */
function byRule(findings: readonly LintFinding[]): LintFinding[][] {
  const groups = new Map<string, LintFinding[]>();
  for (const severity of ['error', 'warning']) {
    for (const finding of findings.filter((each) => each.severity === severity)) {
      const key = `${severity} ${finding.rule}`;
      groups.set(key, [...groups.get(key) ?? [], finding]);
    }
  }
  return [...groups.values()];
}

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ') || '-';
}

function jobTable({ kinds }: LintReport): string {
  const [first = []] = kinds.values();
  const rows = first.map(({ job }, index) => [plain(job.name), ...[...kinds.values()].map((runs) => runs[index].run === 'never' ? '-' : runs[index].run)]);
  return table([['JOB', ...[...kinds.keys()]], ...rows]);
}

function summary({ findings, jobs, kinds }: LintReport): string {
  const count = (severity: string, found = findings.filter((finding) => finding.severity === severity).length) => `${found} ${severity}${found === 1 ? '' : 's'}`;
  const perKind = [...kinds].map(([kind, runs]) => `${kind}: ${runs.filter(({ run }) => run !== 'never').length}`);
  return `${count('error')}, ${count('warning')} in ${jobs} jobs (${perKind.join(', ')})`;
}

function documentOf({ file, findings, notes, jobs, kinds }: LintReport): Record<string, unknown> {
  return {
    file, jobs, notes,
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    findings: findings.map(({ position, what, ...rest }) => ({ ...rest, ...position, what: redact(what) })),
    kinds: Object.fromEntries([...kinds].map(([kind, runs]) => [kind, Object.fromEntries(runs.filter(({ run }) => run !== 'never').map(({ job, run }) => [job.name, run]))])),
  };
}

/** A name from somebody else's file must not steer the terminal, nor a value in it be a secret. */
function plain(text: string): string {

  return redact(text).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
