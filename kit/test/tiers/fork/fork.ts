import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyStandalone } from '../../project/standalone';

/** Tools' own settings of this machine; a fresh home folder has none. */
const NPM_SETTINGS = join(homedir(), '.npmrc');

/**
 * A team's fork: another name, another Python, a third stage, a function of the starter renamed and one removed, code
 * that functions share, a README of their own. In a repository, with an empty home folder, and temporary files inside of
 * the checkout as a GitLab job has them.
 */
export class Fork {
  readonly root: string;
  private readonly home: string;

  constructor() {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fork-')));
    chmodSync(folder, 0o755); // some tests are another user in it
    this.root = join(folder, 'billing');
    this.home = join(folder, 'home');
    mkdirSync(this.root);
    mkdirSync(this.home);
    copyStandalone(this.root);
    this.makeTheirs();
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('add', '--all');
    this.git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=Our fork');
  }

  /** Runs a program to its end, within a limit. @returns its exit code, and all that it printed */
  run(program: string, args: readonly string[], seconds: number): Promise<{ code: number | null; output: string }> {
    mkdirSync(join(this.root, '.tmp'), { recursive: true });
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|JEST_|KIT_|BUNDLING_|CI_|INIT_CWD$)/.test(name)));
    const child = spawn(program, args, {
      cwd: this.root, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, HOME: this.home, NPM_CONFIG_USERCONFIG: NPM_SETTINGS, NPM_CONFIG_CACHE: join(homedir(), '.npm'), GITLAB_CI: 'true', CI: 'true', TMPDIR: join(this.root, '.tmp') },
    });
    return new Promise((done, failed) => {
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
      const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), seconds * 1000);
      child.once('error', failed).once('close', (code) => {
        clearTimeout(timer);
        done({ code, output });
      });
    });
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** What git sees that is not committed. */
  changes(): string {
    return this.git('status', '--porcelain');
  }

  restore(): void {
    this.git('checkout', '--quiet', '.');
  }

  remove(): void {
    rmSync(join(this.root, '..'), { recursive: true, force: true });
  }

  private makeTheirs(): void {
    const lambda = join(this.root, 'lambda_src');
    renameSync(join(lambda, 'orders'), join(lambda, 'invoices'));
    rmSync(join(lambda, 'thumbnail'), { recursive: true });
    mkdirSync(join(lambda, '_shared/common'), { recursive: true });
    this.write('lambda_src/_shared/common/__init__.py', '"""What all functions share."""\n\nCURRENCY = "EUR"\n');
    this.write('lambda_src/invoices/tests/test_common.py', 'from common import CURRENCY\n\n\ndef test_shared_code_is_found():\n    assert CURRENCY == "EUR"\n');
    this.write('README.md', '# Billing\n');
    this.write('.projenrc.ts', PROJENRC);
    rmSync(join(this.root, 'src/starter-stack.ts'));
    rmSync(join(this.root, 'test'), { recursive: true });
    mkdirSync(join(this.root, 'test'));
    this.write('src/main.ts', readFileSync(join(this.root, 'src/main.ts'), 'utf8').replaceAll('StarterStack', 'BillingStack').replaceAll('starter-stack', 'billing-stack'));
    this.write('src/billing-stack.ts', STACK);
    this.write('test/billing-stack.test.ts', TEST);
    // As `npx projen` in the fork does, with the packages that are here already.
    const packages = join(this.root, 'node_modules');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: this.root, stdio: 'pipe', timeout: 300_000 });
    execFileSync('npx', ['projen'], { cwd: this.root, stdio: 'pipe', timeout: 300_000 });
    rmSync(packages, { recursive: true }); // the test installs by the lockfile that this has left
  }

  private git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8', timeout: 60_000 });
  }
}

/** Puts a misspelt function into the fork's stack. */
export function misspell(fork: Fork): void {
  fork.write('src/billing-stack.ts', STACK.replace("source: 'invoices'", "source: 'invioces'"));
}

const PROJENRC = `import { PythonLambdaApp } from 'python-lambda-kit';

const project = new PythonLambdaApp({
  name: 'billing',
  pythonVersion: '3.12',
  functions: { invoices: { shared: ['common'], smoke: ['health.json'] } },
  pipeline: {
    stages: [{ name: 'trial', branches: ['main'] }, { name: 'staging' }, { name: 'production', production: true }],
  },
});

project.synth();
`;

const STACK = `import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PythonFunction } from 'python-lambda-kit/constructs';

export class BillingStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new PythonFunction(this, 'Invoices', { source: 'invoices' });
  }
}
`;

const TEST = `import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BillingStack } from '../src/billing-stack';

test('there is a function for invoices', () => {
  Template.fromStack(new BillingStack(new App(), 'Test')).resourceCountIs('AWS::Lambda::Function', 1);
});
`;
