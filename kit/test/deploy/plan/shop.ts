import { CfnOutput, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { newApp } from '../../project/app';

/** What a test wants of the shop's two stacks. */
export interface Shop {
  /** Of its queue. */
  readonly seconds?: number;
  /** Of its role; none by default. */
  readonly actions?: readonly string[];
  /** Another key makes the table anew. */
  readonly key?: string;
  readonly bounded?: boolean;
  /** The second stack needs what only the new first one exports. */
  readonly imports?: boolean;
  readonly second?: boolean;
}

/** An app without functions, which the guard lets pass. @returns the folder of its assembly */
export function shop({ seconds = 30, actions = [], key = 'id', bounded = false, imports = false, second = true }: Shop = {}): string {
  const app = newApp({ 'aws:cdk:enable-path-metadata': true });
  const base = new Stack(app, 'shop');
  const queue = new Queue(base, 'Orders', { visibilityTimeout: Duration.seconds(seconds), removalPolicy: RemovalPolicy.DESTROY });
  new Table(base, 'Items', { partitionKey: { name: key, type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(base, 'Worker', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    ...(bounded && { permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(base, 'Boundary', 'arn:aws:iam::123456789012:policy/boundary') }),
  });
  if (actions.length > 0) role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: ['*'] }));
  if (second) {
    const stack = new Stack(app, 'shop-mail');
    new Queue(stack, 'Mails', { visibilityTimeout: Duration.seconds(seconds) });
    if (imports) {
      new CfnOutput(base, 'OrdersName', { value: queue.queueName, exportName: 'shop-orders' });
      new Queue(stack, 'Copies', { queueName: Fn.join('-', [Fn.importValue('shop-orders'), 'copies']) });
      stack.addStackDependency(base);
    }
  }
  app.synth();
  return app.outdir;
}

/** An app of the first stack alone, for a checkout that assembles by itself. */
export const SHOP_APP = `import { App, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
const app = new App();
const stack = new Stack(app, 'shop');
new Queue(stack, 'Orders', { visibilityTimeout: Duration.seconds(35) });
const role = new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
app.synth();
`;
