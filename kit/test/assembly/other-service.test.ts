import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OTHER_SERVICES } from '../../src/assembly/code/other-service';

const LIBRARY = dirname(require.resolve('aws-cdk-lib/package.json'));

/** Properties by which a resource type says what it runs. */
const SAYS_SO = new RegExp(`^ +readonly (${[
  'applicationCode', 'buildSpec', 'code', 'codeContent', 'codeS3Location', 'codeUri', 'containerImage', 'containerUri', 'contentUri', 'dagS3Path', 'entryPoint',
  'functionCode', 'image', 'imageIdentifier', 'imageUri', 'inlineCode', 'modulePackage', 'schemaHandlerPackage', 'script', 'scriptLocation', 'sourceBundle',
  'sourceCode', 'zipFile', 'zipFileContent',
].join('|')})\\??:`, 'gm');

/** Types that have rules of their own in `src/assembly/code`. */
const OWN_RULE = /^AWS::(Lambda|Serverless|Synthetics|CloudFormation)::/;

/** Here, the word is about something else, or what it names runs nowhere. */
const NO_CODE: Readonly<Record<string, string>> = {
  'AWS::Bedrock::DataAutomationProject': 'pictures', 'AWS::CleanRooms::AnalysisTemplate': 'SQL, or an artifact that the collaboration approves',
  'AWS::CodeCommit::Repository': 'sources', 'AWS::CodeStar::GitHubRepository': 'sources', 'AWS::Connect::TestCase': 'a flow of calls',
  'AWS::EC2::Instance': 'a status', 'AWS::EC2::NetworkAclEntry': 'of ICMP', 'AWS::EC2::TransitGatewayPeeringAttachment': 'a status', 'AWS::FMS::Policy': 'of ICMP',
  'AWS::GuardDuty::MalwareProtectionPlan': 'a status', 'AWS::InspectorV2::CodeSecurityIntegration': 'of OAuth', 'AWS::IoTTwinMaker::ComponentType': 'a status',
  'AWS::IoTTwinMaker::Entity': 'a status', 'AWS::Lightsail::Instance': 'a status', 'AWS::MSK::Channel': 'a status', 'AWS::MWAAServerless::Workflow': 'a status',
  'AWS::PCS::Cluster': 'a status', 'AWS::PCS::Queue': 'a status', 'AWS::SageMaker::ModelCard': 'a description', 'AWS::SecurityAgent::Integration': 'of OAuth',
  'AWS::SecurityAgent::Pentest': 'what is tested', 'AWS::SecurityHub::Connector': 'of OAuth', 'AWS::SecurityHub::ConnectorV2': 'of OAuth',
};

/** Types of the library whose declarations have one of the properties. */
function typesThatSaySo(): string[] {
  return readdirSync(LIBRARY).filter((name) => existsSync(join(LIBRARY, name, 'lib'))).flatMap((service) =>
    readdirSync(join(LIBRARY, service, 'lib')).filter((file) => file.endsWith('.generated.d.ts')).flatMap((file) => {
      const text = readFileSync(join(LIBRARY, service, 'lib', file), 'utf8');
      const scopes = [...text.matchAll(/^export (?:declare )?(?:namespace|interface|class) (Cfn\w+?)(?:Props)?\b/gm)];
      const classes = [...text.matchAll(SAYS_SO)].flatMap(({ index }) => scopes.filter((scope) => scope.index < index).at(-1)?.[1] ?? []);
      return [...new Set(classes)].map((name) => typeOf(service, name));
    }));
}

function typeOf(service: string, name: string): string {
  const module = jest.requireActual<Record<string, { CFN_RESOURCE_TYPE_NAME?: string } | undefined>>(join(LIBRARY, service));
  return module[name]?.CFN_RESOURCE_TYPE_NAME ?? `${service} ${name}`;
}

test('every resource type of aws-cdk-lib that may run code is known', () => {
  const types = [...new Set(typesThatSaySo())];
  expect(types.length).toBeGreaterThan(50);
  expect(types.filter((type) => !OWN_RULE.test(type) && !Object.hasOwn(OTHER_SERVICES, type) && !Object.hasOwn(NO_CODE, type)).sort()).toEqual([]);
  expect(Object.keys(NO_CODE).filter((type) => !types.includes(type))).toEqual([]);
});
