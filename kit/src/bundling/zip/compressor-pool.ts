import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Compressed } from './compression';
import type { FileOfTree } from './tree';

/** Paths of files to compress. */
export type Batch = readonly string[];

/** What is sent to a thread at once, in bytes and in files: small files would be mostly messages. */
const BATCH = { bytes: 1_000_000, files: 100 } as const;

interface Waiting {
  readonly compressed: Promise<Compressed>;
  readonly done: (compressed: Compressed) => void;
  readonly failed: (error: Error) => void;
}

/** Compresses files in threads, the large ones first, and hands them out in any order. */
export class CompressorPool {
  private readonly waiting = new Map<string, Waiting>();
  private readonly batches: Batch[];
  private readonly workers: Worker[];

  constructor(directory: string, files: readonly FileOfTree[]) {
    for (const { path } of files) this.waiting.set(path, waiting());
    this.batches = batchesOf(files);
    const count = Math.min(availableParallelism(), this.batches.length);
    this.workers = Array.from({ length: count }, () => this.start(directory));
  }

  /** A file's compressed bytes, which are forgotten here. */
  compressed(path: string): Promise<Compressed> {
    const { compressed } = this.waiting.get(path)!;
    return compressed.finally(() => this.waiting.delete(path));
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private start(directory: string): Worker {
    const file = require.resolve('./compressor');
    // Sources, which only tests run so, are read by tsx.
    const worker = new Worker(file, { workerData: directory, ...(file.endsWith('.ts') && { execArgv: ['--require', 'tsx/cjs'] }) });
    const next = () => {
      const batch = this.batches.shift();
      if (batch) worker.postMessage(batch);
    };
    worker.on('message', (results: [string, Compressed][]) => {
      next();
      for (const [path, compressed] of results) this.waiting.get(path)?.done(compressed);
    });
    worker.on('error', (error) => {
      for (const { failed } of this.waiting.values()) failed(error);
    });
    next();
    return worker;
  }
}

function waiting(): Waiting {
  let [done, failed]: [Waiting['done'], Waiting['failed']] = [() => undefined, () => undefined];
  const compressed = new Promise<Compressed>((resolve, reject) => { [done, failed] = [resolve, reject]; });
  compressed.catch(() => undefined); // whoever waits for it is told
  return { compressed, done, failed };
}

function batchesOf(files: readonly FileOfTree[]): Batch[] {
  const batches: string[][] = [];
  let bytes: number = BATCH.bytes;
  for (const { path, size } of [...files].sort((a, b) => b.size - a.size)) {
    const last = batches[batches.length - 1];
    if (bytes >= BATCH.bytes || last.length >= BATCH.files) {
      batches.push([path]);
      bytes = size;
    } else {
      last.push(path);
      bytes += size;
    }
  }
  return batches;
}
