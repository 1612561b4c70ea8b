import { type CodeRule, unaccounted } from './code-kind';

/**
 * Resource types of other services that run code, with the properties that say so; without any, the type always does.
 * A test finds the types of aws-cdk-lib that are missing here.
 */
export const OTHER_SERVICES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Amplify::App': ['BuildSpec'],
  'AWS::Amplify::Branch': ['BuildSpec'],
  'AWS::AppRunner::Service': [],
  'AWS::AppSync::ChannelNamespace': ['CodeHandlers', 'CodeS3Location'],
  'AWS::AppSync::FunctionConfiguration': ['Code', 'CodeS3Location'],
  'AWS::AppSync::Resolver': ['Code', 'CodeS3Location'],
  'AWS::AppTest::TestCase': [],
  'AWS::Batch::JobDefinition': [],
  'AWS::Bedrock::Flow': [],
  'AWS::Bedrock::FlowVersion': [],
  'AWS::BedrockAgentCore::Harness': [],
  'AWS::BedrockAgentCore::Runtime': [],
  'AWS::CleanRoomsML::ConfiguredModelAlgorithm': [],
  'AWS::CloudFront::Function': [],
  'AWS::CodeBuild::Project': [],
  'AWS::ECS::DaemonTaskDefinition': [],
  'AWS::ECS::ExpressGatewayService': [],
  'AWS::ECS::TaskDefinition': [],
  'AWS::EMRContainers::JobTemplate': [],
  'AWS::EMRServerless::Application': ['ImageConfiguration', 'WorkerTypeSpecifications'],
  'AWS::ElasticBeanstalk::ApplicationVersion': [],
  'AWS::GameLift::ContainerGroupDefinition': [],
  'AWS::Glue::Job': [],
  'AWS::ImageBuilder::ContainerRecipe': [],
  'AWS::IoTAnalytics::Dataset': ['Actions'],
  'AWS::KinesisAnalytics::Application': [],
  'AWS::KinesisAnalyticsV2::Application': [],
  'AWS::Lightsail::Container': [],
  'AWS::MWAA::Environment': [],
  'AWS::NimbleStudio::StudioComponent': ['InitializationScripts'],
  'AWS::PCS::ComputeNodeGroup': [],
  'AWS::SageMaker::Algorithm': [],
  'AWS::SageMaker::DataQualityJobDefinition': [],
  'AWS::SageMaker::InferenceComponent': [],
  'AWS::SageMaker::Model': [],
  'AWS::SageMaker::ModelBiasJobDefinition': [],
  'AWS::SageMaker::ModelExplainabilityJobDefinition': [],
  'AWS::SageMaker::ModelPackage': [],
  'AWS::SageMaker::ModelQualityJobDefinition': [],
  'AWS::SageMaker::MonitoringSchedule': [],
  'AWS::SageMaker::ProcessingJob': [],
};

/** Code that no Lambda function runs, such as a container of ECS. */
export const OTHER_SERVICE: CodeRule = {
  title: 'code of another service',
  find({ resource: { Type, Properties = {} }, constructPath }) {
    const names = Object.hasOwn(OTHER_SERVICES, Type) ? OTHER_SERVICES[Type] : undefined;
    const isCode = names && (names.length === 0 || names.some((name) => Properties[name] !== undefined));
    return isCode ? [{ path: constructPath, source: Properties }] : [];
  },
  judge: () => unaccounted('it runs code of its own, which was never bundled', 'let a PythonFunction do it'),
};
