import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Bundled, type Contents, type Fixed, type Outcome, type Shape, type Tree, isRefused } from './shape';
import { type Bundle, bundleAll } from '../../src/bundling/bundle';
import { Store } from '../../src/bundling/store/store';
import { findSources } from '../../src/config/functions';
import { settingsOf } from '../../src/config/settings';
import { SETTINGS_FILE } from '../../src/config/settings-file';
import { InvalidOptions, resolveOptions } from '../../src/config/validation';
import { type Workspace, selectFunctions } from '../../src/config/workspace';
import { Failure } from '../../src/kernel/failure';
import { PROGRAM } from '../../src/kernel/program';
import { KIT, SAMPLE } from '../project/places';
import { runNode } from '../project/run';
import { SilentProgress } from '../project/silent-progress';
import { temporaryFolder } from '../project/workspace';

type Options = Shape['options'];

/** What was said of a shape, as the commands say it. */
interface Told {
  readonly code: number;
  readonly message: string;
  readonly fix: string;
}

/** A shape on the disk, which `npx projen`, `lock` and `bundle` are run on. */
export class Examination {
  private readonly root = temporaryFolder();

  constructor(private readonly shape: Shape) {
    for (const [name, target] of [['node_modules', join(SAMPLE, 'node_modules')], ['.toolchain', join(KIT, '.toolchain')]]) symlinkSync(target, join(this.root, name));
    this.write({ '/package.json': '{}', ...shape.files }, shape.links);
  }

  /**
   * Holds what comes of it against what must; then does what the message tells to do, and looks again.
   *
   * @param look at the bundles that were made
   */
  async hold(expected: Outcome, look: (bundles: readonly Bundle[]) => void = () => undefined): Promise<void> {
    if (this.shape.locked) await this.lock(this.shape.options);
    if (!isRefused(expected)) return this.holdBundles(expected, this.shape.options, look);
    const told = await this.refusal();
    expect(told).toEqual({ code: expected.code, message: expect.stringContaining(expected.says), fix: expect.stringContaining(expected.fix) });
    if (expected.fixed) await this.fix(expected.fixed, look);
  }

  private async fix(fixed: Fixed, look: (bundles: readonly Bundle[]) => void): Promise<void> {
    const { files = {}, links, options = this.shape.options, locked, outcome } = fixed;
    this.write(files, links);
    if (locked) await this.lock(options);
    await this.holdBundles(outcome, options, look);
  }

  private async holdBundles(expected: Bundled, options: Options, look: (bundles: readonly Bundle[]) => void): Promise<void> {
    const workspace = this.workspace(options);
    const bundles = await bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
    const store = Store.of(workspace);
    const made = Object.fromEntries(bundles.map((bundle) => [bundle.plan.function.name, contentsOf(bundle, store)]));
    const wanted = Object.entries(expected).map(([name, { packages = [], files = ['handler.py'], handler }]) =>
      [name, { packages: [...packages].sort(), files: [...files].sort(), handler: handler ?? made[name]?.handler }]);
    expect(made).toEqual(Object.fromEntries(wanted));
    look(bundles);
  }

  private async refusal(): Promise<Told> {
    try {
      const workspace = this.workspace(this.shape.options);
      const bundles = await bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
      throw new Error(`it was bundled: ${bundles.map(({ stored: { manifest } }) => manifest.packages.join(', ') || 'without packages').join('; ')}`);
    } catch (error) {
      if (error instanceof Failure) return { code: error.code, message: `${error.message}\n${error.output ?? ''}`, fix: error.fix };
      if (error instanceof InvalidOptions) return { code: 78, message: error.message, fix: error.message };
      throw error;
    }
  }

  /** As `npx projen` does. */
  private workspace(options: Options = {}): Workspace {
    const sources = findSources(this.root, options.functions);
    return { root: this.root, settings: settingsOf(resolveOptions({ name: 'corpus', ...options }, sources), sources) };
  }

  private async lock(options: Options): Promise<void> {
    writeFileSync(join(this.root, SETTINGS_FILE), JSON.stringify(this.workspace(options).settings));
    const { code, stderr } = await runNode([PROGRAM, 'lock'], {}, this.root);
    if (code !== 0) throw new Error(`lock ended with ${code}: ${stderr}`);
  }

  private write(files: Tree, links: Shape['links'] = {}): void {
    const place = (path: string) => {
      const at = path.startsWith('/') ? join(this.root, path) : join(this.root, 'lambda_src', path);
      mkdirSync(dirname(at), { recursive: true });
      return at;
    };
    mkdirSync(dirname(join(this.root, SETTINGS_FILE)), { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      if (content === undefined) rmSync(place(path), { force: true, recursive: true });
      else writeFileSync(place(path), content);
    }
    for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
  }
}

/** What Lambda gets: its zip, as unzip reads it. */
function contentsOf({ plan, stored }: Bundle, store: Store): Required<Contents> {
  const zipped = execFileSync('unzip', ['-Z1', stored.artifact], { encoding: 'utf8', timeout: 30_000, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } }).split('\n').filter((path) => path && !path.endsWith('/'));
  const packaged = new Set(plan.dependencies.flatMap(({ key }) => Object.keys(store.find(key)!.manifest.files)));
  return { packages: stored.manifest.packages, files: zipped.filter((path) => !packaged.has(path)).sort(), handler: plan.function.handler };
}
