import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PythonFunction } from 'python-lambda-kit/constructs';

/** What the starter deploys; make it yours. Images put into a bucket become thumbnails, and orders arrive at a URL. */
export class StarterStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.addThumbnails();
    this.addOrders();
  }

  private addThumbnails(): void {
    const uploads = this.addBucket('Uploads');
    const thumbnails = this.addBucket('Thumbnails');
    // The property, and not Bucket's own option: that one deploys a helper function to set it.
    (uploads.node.defaultChild as CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    const thumbnail = new PythonFunction(this, 'Thumbnail', {
      source: 'thumbnail',
      description: 'Makes thumbnails of uploaded images',
      memorySize: 1024,
      timeout: Duration.seconds(30),
      environment: { THUMBNAILS_BUCKET: thumbnails.bucketName },
    });
    uploads.grantRead(thumbnail);
    thumbnails.grantPut(thumbnail);
    new Rule(this, 'Uploaded', {
      eventPattern: { source: ['aws.s3'], detailType: ['Object Created'], detail: { bucket: { name: [uploads.bucketName] } } },
      targets: [new LambdaFunction(thumbnail, { retryAttempts: 2 })],
    });
    new CfnOutput(this, 'UploadsBucket', { value: uploads.bucketName });
    new CfnOutput(this, 'ThumbnailsBucket', { value: thumbnails.bucketName });
  }

  private addOrders(): void {
    const orders = new PythonFunction(this, 'Orders', {
      source: 'orders',
      description: 'Takes orders',
      memorySize: 256,
      timeout: Duration.seconds(10),
    });
    const url = orders.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    new CfnOutput(this, 'OrdersUrl', { value: url.url });
  }

  private addBucket(id: string): Bucket {
    return new Bucket(this, id, { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, versioned: true });
  }
}
