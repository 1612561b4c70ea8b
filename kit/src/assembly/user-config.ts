import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from './templates';
import { ExitCode, Failure } from '../kernel/failure';

/** What `~/.cdk.json` may say: how much is shown and asked, and nothing of what is made or where it goes. */
const HARMLESS = new Set(['ci', 'color', 'debug', 'language', 'notices', 'progress', 'verbose', 'versionReporting']);
/** What the CDK CLI itself keeps in a context; all else there reaches the app. */
const HARMLESS_CONTEXT = new Set(['acknowledged-issue-numbers', 'cli-telemetry']);

/** A person's own settings of the CDK CLI, which it reads in every project. */
interface UserConfig {
  readonly file: string;
  /** Keys that production does not take, such as `plugin`, whose code the CLI would load. */
  readonly refused: readonly string[];
}

/** @throws Failure 78 when the file is there and cannot be read */
export function userConfig(home: string): UserConfig {
  const file = join(home, '.cdk.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { file, refused: [] };
    throw unreadable(file, error as Error);
  }
  try {
    const config: unknown = JSON.parse(text);
    return { file, refused: isObject(config) ? Object.keys(config).filter((key) => !isHarmless(key, config[key])) : [] };
  } catch (error) {
    throw unreadable(file, error as Error);
  }
}

function isHarmless(key: string, value: unknown): boolean {
  if (key !== 'context') return HARMLESS.has(key);
  return isObject(value) && Object.keys(value).every((name) => HARMLESS_CONTEXT.has(name));
}

function unreadable(file: string, { message }: Error): Failure {
  return new Failure(`it cannot be read, and the CDK CLI would read it: ${message}`, { code: ExitCode.BAD_CONFIG, where: file, fix: 'correct it, or move it away' });
}
