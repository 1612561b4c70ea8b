import { join } from 'node:path';
import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { DockerImageAsset, type DockerImageAssetProps } from 'aws-cdk-lib/aws-ecr-assets';
import { readAssets } from '../../src/assembly/assets';
import { manifestsOf } from '../../src/assembly/manifest';
import { newApp } from '../project/app';
import { temporaryFolder, write } from '../project/workspace';

/** What is wrong with the image assets of an app that the CDK made. */
function problemsOf(props: Omit<DockerImageAssetProps, 'directory'>): readonly string[] {
  const place = write(temporaryFolder(), { 'image/Dockerfile': 'FROM scratch\n', 'image/more/x': '', 'image/other.Dockerfile': 'FROM scratch\n', 'Dockerfile': 'FROM evil\n' });
  const app = newApp();
  const stack = new Stack(app, 'Shop', { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  const image = new DockerImageAsset(stack, 'Image', { directory: join(place, 'image'), ...props });
  const { directory } = app.synth();
  return readAssets(directory, manifestsOf(directory)).problems.map((problem) => problem.replace(image.assetHash, '<id>'));
}

test.each<[string, Omit<DockerImageAssetProps, 'directory'>]>([
  ['is its folder', {}],
  ['has another Dockerfile in it', { file: 'other.Dockerfile' }],
  ['has a build context in it', { buildContexts: { more: 'more' } }],
  ['starts from another image, as a Dockerfile may', { buildContexts: { base: 'docker-image://registry.test/base@sha256:1' } }],
])('an image asset that %s is in the assembly', (_, props) => {
  expect(problemsOf(props)).toEqual([]);
});

test.each<[string, Omit<DockerImageAssetProps, 'directory'>, string]>([
  ['the Dockerfile of another folder', { file: '../Dockerfile' }, 'its Dockerfile ../Dockerfile'],
  ['a build context by an absolute path', { buildContexts: { evil: '/etc' } }, 'its build context evil=/etc'],
  ['a build context above its folder', { buildContexts: { evil: '../../..' } }, 'its build context evil=../../..'],
  ['a build context of an image layout on this disk', { buildContexts: { evil: 'oci-layout:///etc' } }, 'its build context evil=oci-layout:///etc'],
  ['a build context from the network', { buildContexts: { evil: 'https://example.test/x.git' } }, 'its build context evil=https://example.test/x.git'],
])('an image asset with %s is refused', (_, props, problem) => {
  expect(problemsOf(props)).toEqual([`the image asset <id> is built of more than its folder in the assembly: ${problem}`]);
});
