import { PythonLambdaApp } from 'python-lambda-kit';

const project = new PythonLambdaApp({
  name: 'python-lambda-starter',

  // Functions: every folder in lambda_src/ is one
  pythonVersion: '3.13',
  architecture: 'x86_64',
  functions: {
    orders: { smoke: ['health.json'] },
    thumbnail: { smoke: ['direct.json'] },
  },

  // Bundling: why someone synthesises decides how a bundle is made
  bundling: {
    policy: { unit: 'skip', develop: 'auto', verify: 'docker', release: 'in-image' },
  },

  // Pipeline: where it deploys, and the Docker that only the job which tests it sees
  pipeline: {
    stages: [
      { name: 'development', branches: ['main'] },
      { name: 'production', production: true },
    ],
    dockerInDocker: { connection: 'tls', version: '29.7.2', waitSeconds: 60 },
  },

  // npm packages of the stacks and of their tests
  devDeps: ['@aws-sdk/client-cloudformation@^3', '@aws-sdk/client-s3@^3'],
});

project.synth();
