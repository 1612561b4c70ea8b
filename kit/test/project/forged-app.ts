/** A CDK app whose author made a zip, and records of it what a bundle of a release would have. */
export const FORGED_APP = `import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { App, CfnResource, FileAssetPackaging, Stack } from 'aws-cdk-lib';
import { stageOf } from 'python-lambda-kit/constructs';
const app = new App();
const stack = new Stack(app, stageOf(app).prefix);
const zip = Buffer.concat([Buffer.from('PK\\x05\\x06'), Buffer.alloc(18)]);
const artifact = createHash('sha256').update(zip).digest('hex');
const fileName = 'asset.' + artifact + '.zip';
mkdirSync(app.outdir, { recursive: true });
writeFileSync(app.outdir + '/' + fileName, zip);
const { bucketName, objectKey } = stack.synthesizer.addFileAsset({ fileName, packaging: FileAssetPackaging.FILE, sourceHash: artifact });
new CfnResource(stack, 'It', {
  type: 'AWS::Lambda::Function',
  properties: { Code: { S3Bucket: bucketName, S3Key: objectKey }, Handler: 'handler.handler', Runtime: 'python3.13', Role: 'arn:aws:iam::123456789012:role/x' },
}).addMetadata('PythonLambdaBundle', { function: 'orders', key: 'local-nothing', purpose: 'release', stage: 'development', mode: 'local', artifact });
app.synth();
`;
