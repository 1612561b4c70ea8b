import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { compareVersions, readNativeFile } from './elf';
import { ExitCode, Failure } from './failure';
import type { FunctionSettings } from './policy';
import type { DependencyPlan } from './plan';
import { type Requirements, normaliseName } from './requirements';
import { type Target, describeTarget } from './target';

/** Lambda's limit for code and layers, unzipped, in bytes. */
export const SIZE_LIMIT = 262_144_000;

/** `name==version` of every package in an installed tree. */
export function installedPackages(directory: string): string[] {
  return globSync('*.dist-info/METADATA', { cwd: directory, dot: true }).map((path) => {
    const metadata = readFileSync(join(directory, path), 'utf8');
    return `${normaliseName(field(metadata, 'Name'))}==${field(metadata, 'Version')}`;
  }).sort();
}

/** What is wrong with installed dependencies for their target: packages that are missing or not asked for, foreign binaries. */
export function dependencyProblems(directory: string, plan: DependencyPlan): string[] {
  return [
    ...(plan.kind === 'packages' ? setProblems(directory, plan.requirements) : []),
    ...tagProblems(directory, plan.target),
    ...nativeProblems(directory, plan.target),
  ];
}

/** What is wrong with a whole bundle: a handler that is not there, or more than Lambda takes. */
export function bundleProblems(directory: string, fn: FunctionSettings): string[] {
  const size = globSync('**', { cwd: directory, dot: true }).reduce((sum, path) => sum + statSync(join(directory, path)).size, 0);
  return [
    ...handlerProblems(directory, fn),
    ...(size > SIZE_LIMIT ? [`it has ${size} bytes unzipped, and Lambda takes ${SIZE_LIMIT}`] : []),
  ];
}

export function refuse(where: string, problems: readonly string[], fix: string): void {
  if (problems.length === 0) return;
  throw new Failure(problems.length === 1 ? problems[0] : `${problems.length} problems:\n${problems.map((p) => `  - ${p}`).join('\n')}`, {
    code: ExitCode.BAD_INPUT, where, fix,
  });
}

function setProblems(directory: string, requirements: Requirements): string[] {
  if (!requirements.locked) return [];
  const installed = new Set(installedPackages(directory));
  const pinned = new Set(requirements.pins.map((pin) => `${pin.name}==${pin.version}`));
  const unconditional = requirements.pins.filter((pin) => !pin.marker).map((pin) => `${pin.name}==${pin.version}`);
  return [
    ...unconditional.filter((pin) => !installed.has(pin)).map((pin) => `${pin} is in ${requirements.path} but was not installed`),
    ...[...installed].filter((pin) => !pinned.has(pin)).map((pin) => `${pin} was installed but is not in ${requirements.path}`),
  ];
}

/** A `linux_*` tag is a package compiled on this very machine: it may need what the runtime does not have. */
function tagProblems(directory: string, target: Target): string[] {
  const tag = `cp${target.pythonVersion.replace('.', '')}`;
  return globSync('*.dist-info/WHEEL', { cwd: directory, dot: true }).flatMap((path) => {
    const tags = [...readFileSync(join(directory, path), 'utf8').matchAll(/^Tag: (.+)$/gm)].map((m) => m[1].trim());
    const name = basename(path.split('/')[0], '.dist-info').replace('-', ' ');
    if (tags.some((t) => /-linux_\w+$/.test(t))) return [`${name} has no wheel for ${describeTarget(target)} and was compiled on this machine`];
    const fits = tags.some((t) => t.startsWith('py') || t.includes('-abi3-') || t.includes('-none-') || t.startsWith(`${tag}-`));
    return fits ? [] : [`${name} is built for ${tags.join(', ')}, not for Python ${target.pythonVersion}`];
  });
}

function nativeProblems(directory: string, target: Target): string[] {
  return globSync('**/*.so*', { cwd: directory, dot: true }).flatMap((path) => {
    const native = readNativeFile(join(directory, path));
    if (!native) return [];
    if (native.machine !== target.architecture) return [`${path} is compiled for ${native.machine}, not for ${target.architecture}`];
    if (native.glibc && compareVersions(native.glibc, target.glibc) > 0) {
      return [`${path} needs glibc ${native.glibc}, and Lambda's ${describeTarget(target)} has ${target.glibc}`];
    }
    return [];
  });
}

function handlerProblems(directory: string, fn: FunctionSettings): string[] {
  const at = fn.handler.lastIndexOf('.');
  const [module, symbol] = [fn.handler.slice(0, at).replaceAll('.', '/'), fn.handler.slice(at + 1)];
  const file = [`${module}.py`, `${module}/__init__.py`].find((path) => existsSync(join(directory, path)));
  if (!file) return [`the handler is ${fn.handler}, but there is no ${module}.py`];
  const defined = new RegExp(`^(?:(?:async\\s+)?def\\s+${symbol}\\b|class\\s+${symbol}\\b|${symbol}\\s*[:=]|(?:from|import)\\s.*\\b${symbol}\\b)`, 'm');
  return defined.test(readFileSync(join(directory, file), 'utf8')) ? [] : [`the handler is ${fn.handler}, but ${file} defines no '${symbol}'`];
}

function field(metadata: string, name: string): string {
  return new RegExp(`^${name}: (.+)$`, 'm').exec(metadata)?.[1].trim() ?? '';
}
