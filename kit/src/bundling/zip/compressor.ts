import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { compress } from './compression';
import type { Batch } from './compressor-pool';

/** What a thread of `CompressorPool` runs. */
parentPort!.on('message', (paths: Batch) => {
  const results = paths.map((path) => [path, compress(readFileSync(join(workerData as string, path)))] as const);
  const whole = results.map(([, { bytes }]) => bytes).filter(({ byteLength, buffer }) => byteLength > 0 && byteLength === buffer.byteLength);
  parentPort!.postMessage(results, whole.map(({ buffer }) => buffer as ArrayBuffer));
});
