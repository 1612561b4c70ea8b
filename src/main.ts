import { App } from 'aws-cdk-lib';
import { stageOf } from 'python-lambda-kit/constructs';
import { StarterStack } from './starter-stack';

const app = new App();
const stage = stageOf(app);

new StarterStack(app, stage.prefix, { env: stage.env });

app.synth();
