/**
 * What CloudFormation reads to compare resources with their template, by the kinds that functions are surrounded by:
 * configuration, never content. A stack with other kinds needs theirs too, or their drift is not detected
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html).
 */
export const DRIFT_READS: readonly string[] = [
  'acm:DescribeCertificate', 'acm:ListTagsForCertificate',
  'apigateway:GET',
  'cloudwatch:DescribeAlarms', 'cloudwatch:GetDashboard', 'cloudwatch:ListTagsForResource',
  'dynamodb:Describe*', 'dynamodb:ListTagsOfResource',
  'ec2:Describe*',
  'events:Describe*', 'events:List*',
  'iam:Get*', 'iam:List*',
  'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListAliases', 'kms:ListResourceTags',
  'lambda:Get*', 'lambda:List*',
  'logs:Describe*', 'logs:ListTagsForResource', 'logs:ListTagsLogGroup',
  's3:GetAccelerateConfiguration', 's3:GetAnalyticsConfiguration', 's3:GetBucket*', 's3:GetEncryptionConfiguration',
  's3:GetIntelligentTieringConfiguration', 's3:GetInventoryConfiguration', 's3:GetLifecycleConfiguration', 's3:GetMetricsConfiguration',
  's3:GetReplicationConfiguration',
  'scheduler:Get*', 'scheduler:List*',
  'secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy',
  'sns:Get*', 'sns:List*',
  'sqs:GetQueueAttributes', 'sqs:ListQueueTags',
  'states:Describe*', 'states:ListTagsForResource',
];
