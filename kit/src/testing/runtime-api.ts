import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a function told the runtime API. */
export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer' | 'error' | 'import-error'; readonly body: string }
  | { readonly kind: 'too-large'; readonly bytes: number };

const VERSION = '/2018-06-01/runtime';
/** Of an answer, in bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST = 6_291_556;
const REFUSED = JSON.stringify({ errorMessage: `Exceeded maximum allowed payload size (${LARGEST} bytes).`, errorType: 'RequestEntityTooLarge' });

/** What is said of an answer that Lambda does not take. The runtime emulator does not tell its size. */
export function tooLarge(bytes?: number): string {
  return `it answered with ${bytes ?? 'too many'} bytes, and Lambda takes ${LARGEST}`;
}

/**
 * Lambda's runtime API for one process: hands out events, and takes what is told of them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  /** Of a function that waits for an event. */
  private waiting?: ServerResponse;
  private listener?: (told: Told) => void;
  private events = 0;

  constructor(private readonly timeoutSeconds: number) {}

  /** Listens on this machine only. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(0, '127.0.0.1', resolve));
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next thing that the function tells. What it tells while nobody listens is lost. */
  next(): Promise<Told> {
    return new Promise((resolve) => {
      this.listener = (told) => {
        this.listener = undefined;
        resolve(told);
      };
    });
  }

  /** Hands an event to a function that has told that it is ready. */
  send(payload: string): void {
    const id = `00000000-0000-4000-8000-${String(++this.events).padStart(12, '0')}`;
    this.waiting?.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': id,
      'Lambda-Runtime-Deadline-Ms': Date.now() + this.timeoutSeconds * 1000,
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:000000000000:function:bundle-test',
      'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    }).end(payload);
    this.waiting = undefined;
  }

  /** For a process that is started anew. */
  reset(): void {
    this.waiting?.destroy();
    this.waiting = undefined;
    this.listener = undefined;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path === `${VERSION}/invocation/next`) {
      this.waiting = response;
      return this.listener?.({ kind: 'ready' });
    }
    const kind = path === `${VERSION}/init/error` ? 'import-error' : path.endsWith('/response') ? 'answer' : path.endsWith('/error') ? 'error' : undefined;
    if (!path.startsWith(VERSION) || !kind) {
      response.writeHead(404).end();
      return;
    }
    const { body, bytes } = await read(request).catch(() => ({ body: undefined, bytes: 0 })); // of a process that was ended meanwhile
    if (body === undefined) return;
    const refused = kind === 'answer' && bytes > LARGEST;
    this.listener?.(refused ? { kind: 'too-large', bytes } : { kind, body });
    response.writeHead(refused ? 413 : 202, { 'Content-Type': 'application/json' }).end(refused ? REFUSED : '{"status":"OK"}');
  }
}

/** No more of it than Lambda takes, and how long the whole is. */
async function read(request: IncomingMessage): Promise<{ body: string; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= LARGEST) chunks.push(chunk as Buffer);
  }
  return { body: Buffer.concat(chunks).toString('utf8'), bytes };
}
