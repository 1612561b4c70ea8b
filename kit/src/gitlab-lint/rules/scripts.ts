import type { Job } from '../pipeline';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { type ScriptEntry, entryAt, joined, lineOf, scriptOf } from '../scripts';
import { type ShellToken, shellTokens } from '../shell';

const SCRIPT_DOCS = `${GITLAB_DOCS}/yaml/script/`;
const LIMIT_DOCS = `${GITLAB_DOCS}/pipelines/settings/#set-a-limit-for-how-long-jobs-can-run`;
const CHAIN_DOCS = 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse';

/** Of a script, so that a very long one takes no very long time. */
const LONGEST = 5000;
const MOST_PER_ENTRY = 20;
const MOST_LOOPS = 500;

const LOOP = /(?:^|[\n;&|('"{]|\b(?:do|then|else)\b)\s*(until\s|while\s+(?:!|true\b|:(?=[\s;])|\[\s*1\s*\]))/g;
/** Something that gives up, or counts the turns; break is how a loop ends when all is well. */
const LIMIT = /\s-(?:lt|le|gt|ge|eq|ne)\s|\(\(|\bSECONDS\b|\b(?:exit|return)\b/;
const TIMEOUT_BEFORE = /\btimeout\s[^\n;]*$/;
const IGNORED = /(?<![^\n;&|])([^\n;&|]+(?:\|[^\n;&|]+)?)\|\|\s*(?:true\b|:(?=\s|$)|exit\s+0\b)/g;
const CHECK = new RegExp(`\\b(?:${[
  'tests?', 'pytest', 'jest', 'vitest', 'tox', 'lint', 'eslint', 'ruff', 'flake8', 'pylint', 'mypy', 'tsc', 'shellcheck', 'hadolint', 'audit', 'trivy',
  'bandit', 'semgrep', 'checkov', 'cfn-lint', 'gitleaks', 'validate', 'verify', 'synth', 'check',
].join('|')})\\b`);
const PIPED = /\b(?:curl|wget)\s[^\n;|]{0,500}\|\s*(?:sudo\s+(?:-\S+\s+)?)?(?:ba|da|z|a)?sh\b|\b(?:ba|z)?sh\s+(?:-c\s+"\$\(|<\(\s*)(?:curl|wget)\b/g;
const NPM_INSTALL = /\bnpm\s+(?:i|install)(?:[ \t]+(?!--?(?:g|global|package-lock-only)\b)--?[\w-]+(?:=\S+)?)*[ \t]*(?=$|[\n;&|)])/g;
const PIP_INSTALL = /\bpip[\d.]*\s+install\b[^\n;&|]*/g;
/** The project itself, and what it asks for, are not a download of a name. */
const PIP_HASHED = /--require-hashes\b|--no-index\b|\s(?:-r|--requirement)[ =]?\S|\s(?:-e\s+|--editable\s+)?\.\S*\s*$/;
/** Commands in front of && whose failure is an answer, or that do not fail. */
const CONDITION = /^(?:\[\[?|test|!|e?grep|fgrep|command|which|type|hash|echo|printf|export|set|true|:|\(\()$/;
/** Commands behind && that make what stands in front of it a condition. */
const LEAVING = /^(?:break|continue|return|exit)$/;

/** Scripts that go on where they should end. */
export const SCRIPT_RULES = {
  'unbounded-loop': {
    severity: 'error',
    title: 'A loop may never end',
    why: `A loop that waits ends with the job's timeout only, an hour later, and without a reason (${LIMIT_DOCS}).`,
    fix: 'count the attempts, or put timeout in front: timeout 60 sh -c \'until …; do sleep 1; done\' || { echo why; exit 1; }',
    check: ({ pipeline, jobs }) => jobs.flatMap((job) => (['before_script', 'script', 'after_script'] as const).flatMap((section) => {
      const entries = scriptOf(job, [section]);
      return unboundedLoops(joined(entries)).slice(0, MOST_PER_ENTRY).map(({ offset, text }) => {
        const found = entryAt(entries, offset);
        return { job: job.name, position: lineOf(pipeline, found.entry, found.offset), what: `'${text}' has no limit` };
      });
    })),
  },
  'lost-failure': {
    severity: 'warning',
    title: 'A failure in front of && is lost',
    why: `A line's command in front of && may fail without ending the job: set -e looks at the last one only (${SCRIPT_DOCS}).`,
    fix: 'put the commands on lines of their own, or end with || exit 1',
    check: eachEntry((entry) => lostFailures(entry).map((token) => ({ offset: token.offset, what: `a failure in front of && is lost: '${lineAt(entry.text, token.offset)}'` }))),
  },
  'ignored-check': {
    severity: 'warning',
    title: 'A check whose failure is ignored',
    why: `With || true a job is green whatever its check says; allow_failure keeps the job orange and the result visible (${GITLAB_DOCS}/yaml/#allow_failure).`,
    fix: 'remove || true; set allow_failure: true on the job if it may fail',
    check: eachEntry(({ text, section }) => section === 'after_script' ? [] : [...text.matchAll(IGNORED)]
      .filter(([, command]) => CHECK.test(command)).map((match) => ({ offset: match.index, what: `'${lineAt(text, match.index)}' cannot fail` }))),
  },
  'piped-installer': {
    severity: 'warning',
    title: 'A download is run as it comes',
    why: `What the address answers today is run with the job's variables, and half of it when the connection breaks (${CHAIN_DOCS}).`,
    fix: 'take a pinned image or package, or check a SHA-256 before it is run',
    check: eachEntry(({ text }) => [...text.matchAll(PIPED)].map((match) => ({ offset: match.index, what: `'${lineAt(text, match.index)}' runs what it downloads` }))),
  },
  'npm-install': {
    severity: 'warning',
    title: 'npm install may change the lock',
    why: 'npm ci installs exactly what the lock says and fails when it is stale; npm install takes newer packages (https://docs.npmjs.com/cli/commands/npm-ci).',
    fix: 'use npm ci',
    check: eachEntry(({ text }) => [...text.matchAll(NPM_INSTALL)].map((match) => ({ offset: match.index, what: `'${lineAt(text, match.index)}' does not keep to the lock` }))),
  },
  'pip-unpinned': {
    severity: 'warning',
    title: 'pip installs what the index has today',
    why: `Without hashes pip takes whatever the index hands out under a name, and the newest of what that requires (${CHAIN_DOCS}).`,
    fix: 'list it with versions and hashes, and install it with --require-hashes -r <file>',
    check: eachEntry(({ text }) => [...text.matchAll(PIP_INSTALL)].filter(([command]) => !PIP_HASHED.test(command))
      .map((match) => ({ offset: match.index, what: `'${lineAt(text, match.index)}' has no hashes` }))),
  },
} satisfies Partial<Record<RuleId, Rule>>;

function eachEntry(check: (entry: ScriptEntry) => readonly { offset: number; what: string }[]): (subject: LintSubject) => Problem[] {
  return ({ pipeline, jobs }) => jobs.flatMap((job: Job) => scriptOf(job).flatMap((entry) => check(entry).slice(0, MOST_PER_ENTRY)
    .map(({ offset, what }) => ({ job: job.name, position: lineOf(pipeline, entry, offset), what }))));
}

function lineAt(text: string, offset: number): string {
  const near = Math.max(0, offset - LONGEST);
  const start = text[offset] === '\n' ? offset : near + text.slice(near, offset).lastIndexOf('\n') + 1;
  const line = text.slice(start, offset + LONGEST).trimStart().split('\n')[0].trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

function unboundedLoops(script: string): { offset: number; text: string }[] {
  return [...script.matchAll(LOOP)].slice(0, MOST_LOOPS).flatMap((match) => {
    const offset = match.index + match[0].length - match[1].length;
    const [loop] = /^[\s\S]*?\bdone\b/.exec(script.slice(offset, offset + LONGEST)) ?? [script.slice(offset, offset + LONGEST)];
    const before = script.slice(Math.max(0, offset - LONGEST), offset);
    return LIMIT.test(loop) || TIMEOUT_BEFORE.test(before) ? [] : [{ offset, text: lineAt(script, offset) }];
  });
}

/** Commands followed by && in a line that has no || and is no condition. The script's last line is the job's result, and loses nothing. */
function lostFailures({ section, text, last }: ScriptEntry): ShellToken[] {
  if (section === 'after_script') return [];
  const statements = statementsOf(shellTokens(text));
  return statements.filter((_, index) => !(last && index === statements.length - 1)).flatMap((statement) => {
    const firsts: ShellToken[] = [];
    let first = statement[0];
    for (const [index, { kind, text: sign }] of statement.entries()) {
      if (kind === 'operator' && sign === '||') return [];
      if (kind !== 'operator' || sign !== '&&') continue;
      firsts.push(first);
      first = statement[index + 1];
    }
    if (first && LEAVING.test(first.text)) return [];
    return firsts.filter((token) => token?.kind === 'word' && !CONDITION.test(token.text)).slice(0, 1);
  });
}

/** Commands up to a line's end or a semicolon, without those that are conditions or in parentheses. */
function statementsOf(tokens: readonly ShellToken[]): ShellToken[][] {
  const statements: ShellToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const { kind, text } = token;
    if (kind === 'operator' && text === '(') depth++;
    if (kind === 'operator' && text === ')') depth = Math.max(0, depth - 1);
    const follows = statements.at(-1)!.at(-1);
    const continues = follows?.kind === 'operator' && (follows.text === '&&' || follows.text === '||' || follows.text === '|');
    if (kind === 'operator' && depth === 0 && (text === ';' || (text === '\n' && !continues))) statements.push([]);
    else if (depth === 0 && text !== '\n' && text !== '\\\n' && !(text === ')' && kind === 'operator')) statements.at(-1)!.push(token);
  }
  return statements.map((statement) => statement.filter(({ text }, index) => index > 0 || !/^(?:then|do|else|\{)$/.test(text)))
    .filter(([first]) => first !== undefined && !/^(?:if|elif|while|until|for|case)$/.test(first.text));
}
