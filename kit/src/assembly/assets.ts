import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type FoundManifest, insideOf, readJson } from './manifest';
import { hashFile } from '../bundling/store/manifest';

/** A file or folder that the CDK CLI uploads, and where to; placeholders such as `${AWS::Region}` are as the manifest has them. */
export interface FileAsset {
  readonly bucket: string;
  readonly key: string;
  /** Absolute path of what is uploaded. */
  readonly source: string;
  /** A folder is zipped, a file is uploaded as it is. */
  readonly packaging: 'file' | 'zip';
  readonly region?: string;
  /** What the CDK CLI uploads it with. */
  readonly roleArn?: string;
  readonly externalId?: string;
}

interface Destination {
  readonly bucketName?: string;
  readonly objectKey?: string;
  readonly region?: string;
  readonly assumeRoleArn?: string;
  readonly assumeRoleExternalId?: string;
}

interface FileSource {
  readonly path?: string;
  readonly packaging?: string;
  readonly executable?: unknown;
}

interface AssetManifest {
  readonly files?: Record<string, { source?: FileSource; destinations?: Record<string, Destination> }>;
  readonly dockerImages?: Record<string, { source?: ImageSource }>;
}

interface ImageSource {
  readonly directory?: string;
  readonly dockerFile?: string;
  readonly dockerBuildContexts?: Readonly<Record<string, string>>;
  readonly executable?: unknown;
}

/** What an assembly uploads, by where to, and why some of it must not be. */
export interface Assets {
  readonly files: ReadonlyMap<string, FileAsset>;
  readonly problems: readonly string[];
}

/** Reads the asset manifests of an assembly. A place in a bucket that two of them fill with different things is a problem. */
export function readAssets(root: string, manifests: readonly FoundManifest[]): Assets {
  const files = new Map<string, FileAsset>();
  const problems: string[] = [];
  for (const { file, folder } of manifestFiles(root, manifests)) {
    if (!folder) {
      problems.push(`the asset manifest ${file} is out of the assembly, or a link`);
      continue;
    }
    const { files: entries = {}, dockerImages = {} } = readJson<AssetManifest>(folder, file);
    for (const [id, { source = {} }] of Object.entries(dockerImages)) {
      problems.push(...imageProblems(root, folder, source).map((problem) => `the image asset ${id} ${problem}`));
    }
    for (const [id, { source = {}, destinations = {} }] of Object.entries(entries)) {
      const path = typeof source.path === 'string' ? insideOf(root, join(folder, source.path)) : undefined;
      const packaging = source.packaging ?? 'file'; // cdk-assets takes a source without one as a file
      if (source.executable !== undefined) problems.push(`the asset ${id} runs a program when it is deployed`);
      else if (!path) problems.push(`the asset ${id} is out of the assembly, or a link: ${source.path}`);
      else if (packaging !== 'file' && packaging !== 'zip') problems.push(`the asset ${id} is packaged as '${packaging}', which is not known`);
      else for (const destination of Object.values(destinations)) problems.push(...add(files, id, { source: path, packaging }, destination));
    }
  }
  return { files, problems };
}

/** What is uploaded to a place. */
export function assetAt({ files }: Assets, bucket: string, key: string): FileAsset | undefined {
  return files.get(placeOf(bucket, key));
}

/** SHA-256 of a file, as hex: what an object that was uploaded as it is has to have. */
export function hashOfFile(path: string): string {
  return hashFile(path).sha256;
}

function manifestFiles(root: string, manifests: readonly FoundManifest[]): { file: string; folder?: string }[] {
  return manifests.flatMap(({ directory, artifacts }) => Object.values(artifacts)
    .filter(({ type }) => type === 'cdk:asset-manifest')
    .map(({ properties }) => {
      const file = properties?.file ?? '';
      return { file, folder: insideOf(root, join(directory, file)) && directory };
    }));
}

/** An image is built of its folder and of images that it names: Docker takes a Dockerfile and contexts from anywhere. */
function imageProblems(root: string, folder: string, { directory = '', dockerFile, dockerBuildContexts = {}, executable }: ImageSource): string[] {
  if (executable !== undefined) return ['runs a program when it is deployed'];
  const context = insideOf(root, join(folder, directory));
  if (!context) return ['is out of the assembly, or a link'];
  const outside = (path: string) => !insideOf(context, resolve(context, path));
  return [
    ...(dockerFile !== undefined && outside(dockerFile) ? [`its Dockerfile ${dockerFile}`] : []),
    ...Object.entries(dockerBuildContexts)
      .filter(([, place]) => !place.startsWith('docker-image://') && (place.includes(':') || outside(place)))
      .map(([name, place]) => `its build context ${name}=${place}`),
  ].map((what) => `is built of more than its folder in the assembly: ${what}`);
}

function add(files: Map<string, FileAsset>, id: string, what: Pick<FileAsset, 'source' | 'packaging'>, to: Destination): string[] {
  const { bucketName: bucket, objectKey: key, region, assumeRoleArn: roleArn, assumeRoleExternalId: externalId } = to;
  if (typeof bucket !== 'string' || typeof key !== 'string') return [`the asset ${id} has no place in a bucket`];
  const there = files.get(placeOf(bucket, key));
  if (there && !isSame(there, what)) {
    return [`two assets are uploaded as ${key}: ${there.source} and ${what.source}`];
  }
  const options = { ...(region && { region }), ...(roleArn && { roleArn }), ...(externalId && { externalId }) };
  files.set(placeOf(bucket, key), { ...what, bucket, key, ...options });
  return [];
}

/** Two files with the same bytes, such as two empty templates, are one thing. */
function isSame(a: Pick<FileAsset, 'source' | 'packaging'>, b: Pick<FileAsset, 'source' | 'packaging'>): boolean {
  if (a.packaging !== b.packaging) return false;
  return a.source === b.source || (a.packaging === 'file' && areFiles(a.source, b.source) && hashOfFile(a.source) === hashOfFile(b.source));
}

function areFiles(...paths: readonly string[]): boolean {
  return paths.every((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function placeOf(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}
