import { createHash } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, write } from './workspace';
import { BUNDLE_METADATA, type BundleRecord } from '../../src/assembly/record';
import { zipTreeNow } from '../../src/bundling/zip/tree';

/** A function as a template has it. What is not said is as `PythonFunction` makes it, for a release to production that is bundled in Docker. */
export interface FakeFunction {
  readonly id?: string;
  /** `null` for a function that another construct made. */
  readonly record?: Partial<BundleRecord> | null;
  /** Of the asset that the template names; by default that of its zip. */
  readonly assetHash?: string;
  readonly path?: string;
  readonly properties?: Record<string, unknown>;
  readonly files?: Record<string, string>;
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

type Artifacts = Record<string, { type: string; properties?: Record<string, string> }>;

/** As CDK's own bootstrap has it; what is not known before the deploy is a placeholder. */
export const BUCKET = 'cdk-assets-${AWS::AccountId}-${AWS::Region}';

interface StagedFile {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>;
}

/** A cloud assembly written by hand: what `cdk synth` would leave, as far as the guard reads it. */
export class FakeAssembly {
  private readonly artifacts: Artifacts = {};
  private readonly zips = new Map<string, string>();
  private readonly staged: Record<string, StagedFile> = {};
  private readonly templates: Record<string, { Resources: Record<string, unknown> }> = {};

  constructor(readonly directory: string, private readonly assetFolder = '.', private readonly name = '') {}

  /** A stack, or one nested in the stack before it: its template is no artifact, but a file asset. */
  stack(name: string, functions: readonly FakeFunction[], kind: 'stack' | 'nested' = 'stack'): this {
    const Resources = Object.fromEntries(functions.map((fn, index) => [fn.id ?? `Fn${index}`, this.resource(name, fn, index)]));
    const templateFile = kind === 'stack' ? `${name}.template.json` : `${name}.nested.template.json`;
    const parent = Object.values(this.templates).at(-1);
    this.templates[templateFile] = { Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, ...Resources } };
    const key = this.stage(sha256(`${this.name}/${templateFile}`), templateFile, 'json');
    if (kind === 'stack') this.artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile, stackTemplateAssetObjectUrl: `s3://${BUCKET}/${key}` } };
    else parent!.Resources[`${name}Nested`] = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: templateUrl(key) } };
    return this.save();
  }

  /** Another assembly in a folder of this one, as a `Stage` makes it; its assets are in this one's folder. */
  nested(name: string): FakeAssembly {
    const directoryName = `assembly-${name}`;
    this.artifacts[directoryName] = { type: 'cdk:cloud-assembly', properties: { directoryName } };
    this.save();
    return new FakeAssembly(join(this.directory, directoryName), '..', directoryName).save();
  }

  /** The zip of the function whose bundle has this key. */
  zip(key: string): string {
    return this.zips.get(key)!;
  }

  private save(): this {
    this.artifacts.assets = { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } };
    write(this.directory, {
      'manifest.json': JSON.stringify({ version: '55.0.0', artifacts: this.artifacts }),
      'app.assets.json': JSON.stringify({ version: '55.0.0', files: this.staged, dockerImages: {} }),
      ...Object.fromEntries(Object.entries(this.templates).map(([file, template]) => [file, JSON.stringify(template)])),
    });
    return this;
  }

  /** @returns the key of its object */
  private stage(hash: string, path: string, extension: string): string {
    const objectKey = `${hash}.${extension}`;
    this.staged[hash] ??= { source: { path, packaging: 'file' }, destinations: { here: { bucketName: BUCKET, objectKey } } };
    return objectKey;
  }

  private resource(stack: string, fn: FakeFunction, index: number) {
    const files = fn.files ?? { 'handler.py': `# ${stack} ${index}\n`, 'idna/core.py': '' };
    const mode = fn.record?.mode ?? 'docker';
    const key = fn.record?.key ?? `${mode}-${sha256(`${stack} ${index}`)}`;
    const made = join(temporaryFolder(), 'made.zip');
    const paths = Object.keys(files).map((path) => ({ path, executable: false, size: files[path].length }));
    const { sha256: artifact } = zipTreeNow(write(temporaryFolder(), files), paths, made);
    const name = `asset.${artifact}.zip`;
    mkdirSync(join(this.directory, this.assetFolder), { recursive: true });
    this.zips.set(key, join(this.directory, this.assetFolder, name));
    renameSync(made, this.zip(key));
    const record = { function: `fn${index}`, key, purpose: 'release', stage: 'production', mode, artifact, ...fn.record };
    const assetHash = fn.assetHash ?? artifact;
    const S3Key = this.stage(assetHash, join(this.assetFolder, name), 'zip');
    return {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Bucket: { 'Fn::Sub': BUCKET }, S3Key }, Handler: 'handler.handler', Runtime: 'python3.13', ...fn.properties },
      Metadata: { 'aws:cdk:path': fn.path ?? `${stack}/Fn${index}/Resource`, ...(fn.record !== null && { [BUNDLE_METADATA]: record }) },
    };
  }
}

/** As CDK writes it into the template of a stack that has no environment. */
export function templateUrl(key: string): unknown {
  return { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/', { 'Fn::Sub': BUCKET }, `/${key}`]] };
}
