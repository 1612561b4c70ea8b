import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { StarterStack } from '../src/starter-stack';

const template = Template.fromStack(new StarterStack(new App({ outdir: 'cdk.out/test' }), 'Test'));

test('every function has a time limit and memory of its own choice', () => {
  template.allResourcesProperties('AWS::Lambda::Function', { Timeout: Match.anyValue(), MemorySize: Match.anyValue() });
});

describe('thumbnails', () => {
  test('are made when an image arrives in the bucket', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.s3'], 'detail-type': ['Object Created'], 'detail': { bucket: { name: [bucket('Uploads')] } } },
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Thumbnail'), 'Arn'] } })],
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  test('go to the other bucket', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { THUMBNAILS_BUCKET: bucket('Thumbnails') } },
    });
  });
});

describe('orders', () => {
  test('arrive at a URL that asks for credentials', () => {
    template.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'AWS_IAM',
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Orders'), 'Arn'] },
    });
  });
});

describe('security', () => {
  test('no bucket is public, and none talks without TLS', () => {
    const blocked = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    template.resourcePropertiesCountIs('AWS::S3::Bucket', { PublicAccessBlockConfiguration: blocked }, 2);
    template.resourcePropertiesCountIs('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    }, 2);
  });

  test('a function may read one bucket and write to the other, and no more', () => {
    expect(granted()).toEqual([
      expect.objectContaining({ Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Resource: [arnOf('Uploads'), objectsOf('Uploads')] }),
      expect.objectContaining({ Action: expect.arrayContaining(['s3:PutObject']), Resource: objectsOf('Thumbnails') }),
    ]);
  });
});

test('nothing has a name of its own, so the stack can be deployed twice', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/"(BucketName|FunctionName|RoleName|LogGroupName|RuleName)":"/);
});

/** What all roles together are allowed. */
function granted(): object[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

function bucket(id: string) {
  const [logicalId] = Object.keys(template.findResources('AWS::S3::Bucket')).filter((name) => name.startsWith(id));
  return { Ref: logicalId };
}

function arnOf(id: string) {
  return { 'Fn::GetAtt': [bucket(id).Ref, 'Arn'] };
}

function objectsOf(id: string) {
  return { 'Fn::Join': ['', [arnOf(id), '/*']] };
}
