import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { thisWorkspace } from '../../../src/bundling/workspace';
import { Local } from '../../integration/local-process';

jest.setTimeout(180_000);

const ROOT = thisWorkspace().root;
const EVENT = join(ROOT, 'lambda_src/thumbnail/events/direct.json');

let local: Local;
let environment: Record<string, string>;
let outputs: Record<string, string>;
let settings: { endpoint: string; region: string; forcePathStyle: boolean; credentials: { accessKeyId: string; secretAccessKey: string } };

beforeAll(async () => {
  local = new Local();
  environment = await local.environment();
  settings = {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
  };
  const { Stacks } = await new CloudFormationClient(settings).send(new DescribeStacksCommand({ StackName: `${thisWorkspace().settings.project}-local` }));
  outputs = Object.fromEntries(Stacks![0].Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
});

afterAll(() => { local.child.kill('SIGKILL'); });

test('every function answers each of its sample events', () => {
  const answered = local.invocations().map((i) => `${i.function} ${i.event} ${i.error ? 'failed' : 'answered'}`);
  expect(answered).toEqual(['orders create-order.json answered', 'orders health.json answered', 'thumbnail direct.json answered']);
  expect(JSON.parse(local.invocations()[0].answer)).toMatchObject({ statusCode: 201 });
});

test('an image that is put into the bucket becomes a thumbnail in the other', async () => {
  const s3 = new S3Client(settings);
  const { image_base64: image } = JSON.parse(readFileSync(EVENT, 'utf8')) as { image_base64: string };
  await s3.send(new PutObjectCommand({ Bucket: outputs.UploadsBucket, Key: 'cats/tom cat.png', Body: Buffer.from(image, 'base64'), ContentType: 'image/png' }));
  const thumbnail = await eventually(() => s3.send(new GetObjectCommand({ Bucket: outputs.ThumbnailsBucket, Key: 'cats/tom cat.png' })));
  expect(thumbnail.ContentType).toBe('image/png');
  expect((await thumbnail.Body!.transformToByteArray()).length).toBeGreaterThan(100);
});

test('the orders URL answers over HTTP, and refuses a request that is not signed', async () => {
  const id = /https:\/\/([^.]+)\./.exec(outputs.OrdersUrl)![1];
  const response = await fetch(`${environment.AWS_ENDPOINT_URL}/_aws/lambda-url/${id}/health`);
  expect(response.status).toBe(403);
});

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const limit = Date.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > limit) throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}
