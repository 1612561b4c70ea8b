import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { LocalApp } from 'python-lambda-kit/testing';

jest.setTimeout(180_000);

let app: LocalApp;
let outputs: Record<string, string>;

beforeAll(async () => {
  app = await LocalApp.start();
  const { Stacks } = await new CloudFormationClient(app.clientSettings).send(new DescribeStacksCommand({}));
  const found = Stacks!.flatMap(({ Outputs = [] }) => Outputs);
  outputs = Object.fromEntries(found.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
});

afterAll(() => app?.stop());

test('every function answers each of its sample events', () => {
  const answered = app.answers.map((answer) => `${answer.function} ${answer.event} ${answer.error ? 'failed' : 'answered'}`);
  expect(answered).toEqual(expect.arrayContaining(['orders create-order.json answered', 'orders health.json answered', 'thumbnail direct.json answered']));
  const created = app.answers.find((answer) => answer.function === 'orders' && answer.event === 'create-order.json');
  expect(JSON.parse(created!.answer)).toMatchObject({ statusCode: 201 });
});

test('an image that is put into the bucket becomes a thumbnail in the other', async () => {
  const s3 = new S3Client(app.clientSettings);
  const { image_base64: image } = JSON.parse(readFileSync('lambda_src/thumbnail/events/direct.json', 'utf8')) as { image_base64: string };
  await s3.send(new PutObjectCommand({ Bucket: outputs.UploadsBucket, Key: 'cats/tom cat.png', Body: Buffer.from(image, 'base64'), ContentType: 'image/png' }));
  const thumbnail = await eventually(() => s3.send(new GetObjectCommand({ Bucket: outputs.ThumbnailsBucket, Key: 'cats/tom cat.png' })));
  expect(thumbnail.ContentType).toBe('image/png');
  expect((await thumbnail.Body!.transformToByteArray()).length).toBeGreaterThan(100);
});

test('the orders URL refuses a request that is not signed', async () => {
  const id = /https:\/\/([^.]+)\./.exec(outputs.OrdersUrl)![1];
  const response = await fetch(`${app.clientSettings.endpoint}/_aws/lambda-url/${id}/health`);
  expect(response.status).toBe(403);
});

/** Tries until it works, for half a minute. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  let last: unknown;
  for (let tried = 0; tried < 120; tried++) {
    try {
      return await attempt();
    } catch (error) {
      last = error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
  throw last;
}
