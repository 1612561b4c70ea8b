import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FUNCTIONS, functionNames, HASHED, OURS, PLAIN, PROJENRC, RECIPE } from './apps';
import { ended, timed } from './process';
import { toolsDirectory } from '../src/config/workspace';
import { docker } from '../src/docker/docker';
import { withCleanup } from '../src/kernel/interrupt';
import { PROGRAM } from '../src/kernel/program';

/** The folder of this kit. */
export const KIT = resolve(__dirname, '..');

/** The folder that holds this kit's packages: a project in which nothing is to be generated anew. */
export const REPOSITORY = resolve(dirname(require.resolve('projen/package.json')), '../..');

/** Node with TypeScript, which finds the kit's sources. */
export const TYPESCRIPT = ['--conditions=@python-lambda/source', '--import', 'tsx'];

const HANDLER = `import boto3
from aws_lambda_powertools import Logger
from pydantic import BaseModel, EmailStr


class Order(BaseModel):
    email: EmailStr


def handler(event, context):
    Logger().info("%s", boto3.__version__)
    return Order.model_validate(event).model_dump()
`;

/** A folder outside the checkout, which is gone afterwards whatever happens. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-')));
  return withCleanup(() => ended().then(() => rmSync(folder, { recursive: true, force: true })), () => work(folder));
}

/** A project of functions that require the same, with this checkout's engine. */
export class Project {
  /** Ten functions that share a locked set of packages. */
  static create(folder: string): Promise<Project> {
    return Project.of(folder, FUNCTIONS, readFileSync(join(__dirname, 'requirements.txt'), 'utf8'));
  }

  /** Many functions without packages: what each of them takes by itself. */
  static many(folder: string, count: number): Promise<Project> {
    return Project.of(folder, functionNames(count), '');
  }

  private static async of(folder: string, names: readonly string[], requirements: string): Promise<Project> {
    const project = new Project(folder);
    linkPackages(folder);
    for (const name of names) {
      project.write(`lambda_src/${name}/handler.py`, requirements ? `# ${name}\n${HANDLER}` : `def handler(event, context):\n    return '${name}'\n`);
      project.write(`lambda_src/${name}/requirements.txt`, requirements);
    }
    project.write('names.json', JSON.stringify({ functions: names }));
    project.write('.projenrc.ts', PROJENRC);
    for (const [name, source] of Object.entries({ main: OURS, recipe: RECIPE, plain: PLAIN, hashed: HASHED })) project.write(`src/${name}.ts`, source);
    await timed({ program: process.execPath, args: [...TYPESCRIPT, '.projenrc.ts'], cwd: folder, env: { PROJEN_DISABLE_POST: 'true' } });
    project.provideUv();
    return project;
  }

  private edits = 0;

  private constructor(readonly root: string) {}

  /** One whole `cdk synth`. @returns its wall time in seconds */
  async synth(app: 'main' | 'recipe' | 'plain' | 'hashed', env: Record<string, string> = {}): Promise<number> {
    const args = [require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', `cdk.out/${app}`, '--app', ['node', ...TYPESCRIPT, `src/${app}.ts`].join(' ')];
    return withCleanup(() => (app === 'recipe' ? this.removeContainers() : undefined), async () => {
      const { seconds } = await timed({ program: process.execPath, args, cwd: this.root, env: { ...this.environment(), ...env } });
      return seconds;
    });
  }

  /** Takes away what earlier synths made, but no download; and lets the disk finish, so that nobody pays for another's writes. */
  async clear(): Promise<void> {
    for (const folder of ['.bundle-cache', 'cdk.out']) rmSync(join(this.root, folder), { recursive: true, force: true });
    await timed({ program: 'sync', args: [], cwd: this.root });
  }

  /** Where the apps of ready folders find them. */
  async listBundles(): Promise<void> {
    await listBundles(this.root, { ...this.environment(), BUNDLING_MODE: 'local' });
  }

  editHandler(): void {
    appendFileSync(join(this.root, 'lambda_src', FUNCTIONS[0], 'handler.py'), `# edit ${++this.edits}\n`);
  }

  private environment(): Record<string, string> {
    return {
      BUNDLING_PURPOSE: 'develop', CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_HOME: join(this.root, '.cdk'),
      AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', UV_CACHE_DIR: join(this.root, 'uv-cache'),
    };
  }

  /** CDK does not remove its container when it is told to stop. */
  private async removeContainers(): Promise<void> {
    for (const name of FUNCTIONS) {
      const { stdout } = await docker(['ps', '--all', '--quiet', '--filter', `volume=${join(this.root, 'lambda_src', name)}`], 20);
      const ids = stdout.split('\n').filter(Boolean);
      if (ids.length > 0) await docker(['rm', '--force', '--volumes', ...ids], 60);
    }
  }

  private provideUv(): void {
    const tools = toolsDirectory({ root: dirname(KIT) } as Parameters<typeof toolsDirectory>[0]);
    if (existsSync(tools)) cpSync(tools, join(this.root, '.toolchain'), { recursive: true, filter: (from) => from === tools || from.startsWith(join(tools, 'uv-')) });
  }

  private write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }
}

/** Lends a project this kit and its packages. */
export function linkPackages(folder: string): void {
  symlinkSync(KIT, join(folder, 'kit'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
}

/** Writes `folders.json`: the bundle of every function, by its name. */
export async function listBundles(root: string, env: Record<string, string>): Promise<void> {
  const { stdout } = await timed({ program: process.execPath, args: [PROGRAM, 'bundle', '--json'], cwd: root, env });
  const { bundles } = JSON.parse(stdout) as { bundles: { function: string; key: string; directory: string }[] };
  writeFileSync(join(root, 'folders.json'), JSON.stringify(Object.fromEntries(bundles.map(({ function: name, key, directory }) => [name, { key, directory }]))));
}
