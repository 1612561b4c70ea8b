/** Exit codes of every command, after sysexits.h. */
export const ExitCode = {
  /** Wrong usage: an unknown command, option, function or stage. */
  USAGE: 64,
  /** Bad input: requirements, a handler, a sample event, an assembly that must not be deployed. */
  BAD_INPUT: 65,
  /** Something outside is not available: Docker, the package index, a Python, AWS. */
  UNAVAILABLE: 69,
  /** A bug in this program. */
  BUG: 70,
  /** A file cannot be written. */
  CANNOT_CREATE: 73,
  /** The disk is full, or cannot be read. */
  IO: 74,
  /** A deadline passed, or somebody else holds what is needed; try again. */
  TRY_AGAIN: 75,
  /** Not permitted: AWS refuses the credentials, GitLab the token. */
  NO_PERMISSION: 77,
  /** Bad configuration: a purpose or mode that cannot be, a variable or an option that is not set. */
  BAD_CONFIG: 78,
  /** Ended by Ctrl-C. */
  INTERRUPTED: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface FailureOptions {
  readonly code: ExitCode;
  /** The function, file or option it happened at. */
  readonly where?: string;
  /** The command or edit that helps. */
  readonly fix: string;
  /** The last lines that a tool printed. */
  readonly output?: string;
}

/** What a person is told: what happened, where, and what to do. Anything else that is thrown is a bug. */
export class Failure extends Error {
  readonly code: ExitCode;
  readonly where?: string;
  readonly fix: string;
  readonly output?: string;

  constructor(what: string, options: FailureOptions) {
    super(what);
    this.name = 'Failure';
    this.code = options.code;
    this.where = options.where;
    this.fix = options.fix;
    this.output = options.output;
  }
}

/** The worst first: what people have to do something about comes before what may pass by itself. */
const WORST: readonly ExitCode[] = [
  ExitCode.BUG, ExitCode.IO, ExitCode.CANNOT_CREATE, ExitCode.USAGE, ExitCode.BAD_CONFIG, ExitCode.BAD_INPUT,
  ExitCode.NO_PERMISSION, ExitCode.UNAVAILABLE, ExitCode.TRY_AGAIN, ExitCode.INTERRUPTED,
];

/** Several that have nothing to do with each other, each with its own cause and fix. The exit code is that of the worst. */
export class Failures extends Failure {
  constructor(what: string, readonly all: readonly Failure[]) {
    super(what, {
      code: WORST.find((code) => all.some((one) => one.code === code)) ?? ExitCode.BUG,
      where: all.flatMap(({ where }) => where ?? []).join(', '),
      fix: [...new Set(all.map(({ fix }) => fix))].join('; '),
    });
  }
}

/** A failure as people read it: what happened, where, and what to do. */
export function describeFailure(error: Error): string {
  const { where, fix } = error as Partial<Failure>;
  return [error.message, ...(where ? [`  at  ${where}`] : []), ...(fix ? [`  fix ${fix}`] : [])].join('\n');
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** An error of the operating system that a person can do something about, in words. */
export function explainSystemError(error: unknown): Failure | undefined {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure('the disk is full', { code: ExitCode.IO, where: path, fix: 'free some space, for example: npx projen bundle:prune --older-than 0' });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new Failure(`a file cannot be written: ${message}`, { code: ExitCode.CANNOT_CREATE, where: path, fix: 'make it writable for this user' });
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new Failure(`a file is where a folder belongs: ${message}`, { code: ExitCode.CANNOT_CREATE, where: path, fix: 'move the file away, or remove it' });
  }
  if (code === 'EISDIR') {
    return new Failure(`a folder is where a file belongs: ${message}`, { code: ExitCode.CANNOT_CREATE, where: path, fix: 'move the folder away, or remove it' });
  }
  if (code && UNREACHABLE.has(code)) {
    return new Failure(`a service cannot be reached: ${message || code}`, { code: ExitCode.UNAVAILABLE, fix: 'check the network, HTTPS_PROXY and AWS_ENDPOINT_URL, then try again' });
  }
  return undefined;
}

/** The first of many lines, and how many there are beside them. */
export function firstLines(lines: readonly string[], count = 10): string {
  return [...lines.slice(0, count), ...(lines.length > count ? [`and ${lines.length - count} more`] : [])].join('\n');
}

/** The last lines of a tool's output, which usually name the cause. */
export function lastLines(text: string, count = 12): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
