import { type ChildProcess, spawn } from 'node:child_process';
import { environment } from '../kernel/environment';
import { PROGRAM } from '../kernel/program';

/** A deployed function's answer to one of its sample events. */
export interface SampleAnswer {
  readonly function: string;
  readonly event: string;
  readonly answer: string;
  readonly error: boolean;
}

/** How clients of an AWS SDK reach the local AWS. */
export interface LocalClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly forcePathStyle: true;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What `local --keep --json` prints. */
interface LocalDocument {
  readonly environment: Readonly<Record<string, string>>;
  readonly invocations: SampleAnswer[];
}

/**
 * The app of this project, deployed to an AWS on this machine for the length of a test: `npx projen local --keep`.
 * Whoever starts it stops it.
 */
export class LocalApp {
  /**
   * Bundles, deploys, and invokes every function with its sample events.
   *
   * @throws Error with what was printed, where it fails or takes longer than `seconds`
   */
  static async start(seconds = 170): Promise<LocalApp> {
    const app = new LocalApp();
    const ready = new Promise<void>((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`no deployed app within ${seconds} s:\n${app.stderr}`)), seconds * 1000);
      app.child.stdout!.on('data', () => {
        const { document } = app;
        if (!document || document.invocations.some(({ error }) => error)) return; // it ends, and says why
        clearTimeout(timer);
        done();
      });
      void app.ended.then(() => {
        clearTimeout(timer);
        failed(new Error(app.stderr));
      });
    });
    await ready.catch(async (error: unknown) => {
      await app.stop();
      throw error;
    });
    return app;
  }

  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private stdout = '';
  private stderr = '';

  private constructor() {
    this.child = spawn(process.execPath, [PROGRAM, 'local', '--keep', '--json'], {
      env: { ...environment() }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => { this.stdout += text; });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.stderr += text; });
    this.ended = new Promise((done) => this.child.once('close', () => done()));
  }

  /** What each function answered to each of its sample events. */
  get answers(): SampleAnswer[] {
    return this.document!.invocations;
  }

  get clientSettings(): LocalClientSettings {
    const { environment: client } = this.document!;
    return {
      endpoint: client.AWS_ENDPOINT_URL, region: client.AWS_REGION, forcePathStyle: true,
      credentials: { accessKeyId: client.AWS_ACCESS_KEY_ID, secretAccessKey: client.AWS_SECRET_ACCESS_KEY },
    };
  }

  /** What it printed, once all of it is there. */
  private get document(): LocalDocument | undefined {
    try {
      return JSON.parse(this.stdout) as LocalDocument;
    } catch {
      return undefined;
    }
  }

  /** Ends it with all it started. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}
