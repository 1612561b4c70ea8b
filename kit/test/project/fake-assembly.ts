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

/** A cloud assembly written by hand: what `cdk synth` would leave, as far as the guard reads it. */
export class FakeAssembly {
  private readonly artifacts: Artifacts = {};
  private readonly zips = new Map<string, string>();
  private readonly staged: Record<string, { source: { path: string; packaging: string } }> = {};

  constructor(readonly directory: string, private readonly assetFolder = '.') {}

  /** A stack, or the template of a nested one: that is no artifact, but a file asset. */
  stack(name: string, functions: readonly FakeFunction[], kind: 'stack' | 'nested' = 'stack'): this {
    const Resources = Object.fromEntries(functions.map((fn, index) => [fn.id ?? `Fn${index}`, this.resource(name, fn, index)]));
    const templateFile = kind === 'stack' ? `${name}.template.json` : `${name}.nested.template.json`;
    write(this.directory, { [templateFile]: JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, ...Resources } }) });
    if (kind === 'stack') this.artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile } };
    else this.staged[sha256(templateFile)] = { source: { path: templateFile, packaging: 'file' } };
    return this.save();
  }

  /** Another assembly in a folder of this one, as a `Stage` makes it; its assets are in this one's folder. */
  nested(name: string): FakeAssembly {
    const directoryName = `assembly-${name}`;
    this.artifacts[directoryName] = { type: 'cdk:cloud-assembly', properties: { directoryName } };
    this.save();
    return new FakeAssembly(join(this.directory, directoryName), '..').save();
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
    });
    return this;
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
    this.staged[assetHash] ??= { source: { path: join(this.assetFolder, name), packaging: 'file' } };
    return {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Bucket: 'assets', S3Key: `${assetHash}.zip` }, Handler: 'handler.handler', Runtime: 'python3.13', ...fn.properties },
      Metadata: { 'aws:cdk:path': fn.path ?? `${stack}/Fn${index}/Resource`, ...(fn.record !== null && { [BUNDLE_METADATA]: record }) },
    };
  }
}
