/** Sources of the ten-function project. They differ in where the code of a function comes from, and in nothing else. */

export const IMAGE = 'public.ecr.aws/sam/build-python3.13';
export const FUNCTIONS = functionNames(10);

export function functionNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `function-${String(i + 1).padStart(2, '0')}`);
}

export const PROJENRC = `import { PythonLambdaApp } from 'python-lambda-kit';

const project = new PythonLambdaApp({ name: 'bench', pythonVersion: '3.13', bundling: { image: '${IMAGE}' } });

project.synth();
`;

/** Ours: the template's own construct and engine. */
export const OURS = app(
  "import { PythonFunction } from 'python-lambda-kit/constructs';",
  'new PythonFunction(stack, name, { source: name, logGroup });',
);

/** The recipe of the CDK's documentation: pip in one container for each function. */
export const RECIPE = app(
  `import { DockerImage } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';`,
  plainFunction(`Code.fromAsset('lambda_src/' + name, {
    bundling: {
      image: DockerImage.fromRegistry('${IMAGE}'),
      command: ['bash', '-c', 'pip install -r requirements.txt -t /asset-output && cp -au . /asset-output'],
    },
  })`),
);

/** Ready folders, which CDK fingerprints and copies. */
export const PLAIN = app(
  "import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';\nimport folders from '../folders.json';",
  plainFunction('Code.fromAsset(folders[name].directory)'),
);

/** Ready folders with ready hashes, of which CDK reads nothing: the least that a synth can take. */
export const HASHED = app(
  "import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';\nimport folders from '../folders.json';",
  plainFunction('Code.fromAsset(folders[name].directory, { assetHash: folders[name].key })'),
);

/** Stands in for `PythonFunction` of the starter, with the bundles that it would have found. */
export const PLAIN_CONSTRUCT = `import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import folders from '../folders.json';

export class PythonFunction extends LambdaFunction {
  constructor(scope: any, id: string, { source, ...options }: any) {
    const logGroup = new LogGroup(scope, id + 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const code = Code.fromAsset((folders as any)[source].directory);
    super(scope, id, { ...options, code, logGroup, handler: 'handler.handler', runtime: Runtime.PYTHON_3_13, architecture: Architecture.X86_64 });
  }
}
`;

function app(imports: string, makeFunction: string): string {
  return `import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import names from '../names.json';
${imports}

const app = new App();
let stack: Stack;
for (const [i, name] of (names.functions as any[]).entries()) {
  if (i % 100 === 0) stack = new Stack(app, 'bench' + i); // with more, a stack has too many resources
  const logGroup = new LogGroup(stack, name + 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
  ${makeFunction}
}

app.synth();
`;
}

function plainFunction(code: string): string {
  return `new Function(stack, name, { logGroup, handler: 'handler.handler', runtime: Runtime.PYTHON_3_13, code: ${code} });`;
}
