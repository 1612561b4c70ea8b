import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
  /** Where in the app's sources it comes from. */
  readonly trace?: readonly string[];
}

interface Artifact {
  readonly type: string;
  readonly properties?: { readonly directoryName?: string };
  readonly metadata?: Readonly<Record<string, readonly MetadataEntry[]>>;
  /** A file with more of it. */
  readonly additionalMetadataFile?: string;
}

/** How long each part of a synth took. */
const COUNTERS = 'performance-counters.json';
/** Entries that are nothing but traces; the second kind is there when the environment has CDK_DEBUG. */
const TRACES = ['aws:cdk:creationStack', 'aws:cdk:propertyAssignment'];

/**
 * Takes out of an assembly what tells where and how fast it was made: paths of the checkout in stack traces, which only
 * the synth itself prints, and times. What is left is the same for the same commit.
 *
 * @param directory a sound assembly, as the CDK CLI left it just now
 */
export function dropTraces(directory: string): void {
  rmSync(join(directory, COUNTERS), { force: true });
  rewrite(join(directory, 'manifest.json'), (manifest: { artifacts?: Record<string, Artifact> }) => {
    const artifacts = Object.entries(manifest.artifacts ?? {});
    for (const [, { type, properties, additionalMetadataFile }] of artifacts) {
      if (type === 'cdk:cloud-assembly') dropTraces(join(directory, properties!.directoryName!));
      if (additionalMetadataFile) rewrite(join(directory, additionalMetadataFile), withoutTraces);
    }
    return { ...manifest, artifacts: Object.fromEntries(artifacts.map(([id, artifact]) => [id, settled(artifact)])) };
  });
}

function settled(artifact: Artifact): Artifact {
  return artifact.metadata ? { ...artifact, metadata: withoutTraces(artifact.metadata) } : artifact;
}

function withoutTraces(metadata: NonNullable<Artifact['metadata']>): NonNullable<Artifact['metadata']> {
  return Object.fromEntries(Object.entries(metadata).flatMap(([path, entries]) => {
    const kept = entries.filter(({ type }) => !TRACES.includes(type)).map(({ trace, ...entry }) => entry);
    return kept.length > 0 ? [[path, kept]] : [];
  }));
}

function rewrite<T>(path: string, change: (content: T) => T): void {
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as T), undefined, 2));
}
