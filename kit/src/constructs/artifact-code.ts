import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type CfnResource, FileAssetPackaging, Names, Stack, Stage } from 'aws-cdk-lib';
import { Code, type CodeConfig, type ResourceBindOptions } from 'aws-cdk-lib/aws-lambda';
import { ASSET_RESOURCE_METADATA_ENABLED_CONTEXT, ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY, ASSET_RESOURCE_METADATA_PATH_KEY, ASSET_RESOURCE_METADATA_PROPERTY_KEY } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import type { StoredArtifact } from '../bundling/store/store';

/**
 * A zip that is made already, as code of a function. Its asset's hash is the SHA-256 of the zip itself; `Code.fromAsset`
 * would hash that again.
 */
export class ArtifactCode extends Code {
  readonly isInline = false;
  private fileName?: string;

  constructor(private readonly artifact: StoredArtifact) {
    super();
  }

  override bind(scope: Construct): CodeConfig {
    const { assetOutdir, outdir } = Stage.of(scope)!;
    const staged = stage(this.artifact, assetOutdir);
    this.fileName = relative(outdir, staged);
    const { bucketName, objectKey } = Stack.of(scope).synthesizer.addFileAsset({
      fileName: this.fileName,
      packaging: FileAssetPackaging.FILE,
      sourceHash: this.artifact.sha256,
      deployTime: true, // as CDK has it: Lambda keeps a copy
      displayName: `${Names.stackRelativeConstructPath(scope)}/Code`,
    });
    return { s3Location: { bucketName, objectKey } };
  }

  /** Notes the file in the template, where tools such as SAM look for it. */
  override bindToResource(resource: CfnResource, { resourceProperty = 'Code' }: ResourceBindOptions = {}): void {
    if (!resource.node.tryGetContext(ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) return;
    resource.addMetadata(ASSET_RESOURCE_METADATA_PATH_KEY, this.fileName);
    resource.addMetadata(ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY, false);
    resource.addMetadata(ASSET_RESOURCE_METADATA_PROPERTY_KEY, resourceProperty);
  }
}

/** Links a zip into the folder of an app's assets. What has its name there may be half of it, or another one. */
function stage({ path, sha256 }: StoredArtifact, folder: string): string {
  const staged = join(folder, `asset.${sha256}.zip`);
  const [there, wanted] = [lstatSync(staged, { throwIfNoEntry: false }), lstatSync(path)];
  if (there?.ino === wanted.ino && there.dev === wanted.dev) return staged;
  mkdirSync(folder, { recursive: true });
  const scratch = `${staged}-${randomBytes(6).toString('hex')}`;
  try {
    linkOrCopy(path, scratch);
    renameSync(scratch, staged);
  } finally {
    rmSync(scratch, { force: true });
  }
  return staged;
}

function linkOrCopy(path: string, to: string): void {
  try {
    linkSync(path, to);
  } catch {
    copyFileSync(path, to, constants.COPYFILE_EXCL); // another disk
  }
}
