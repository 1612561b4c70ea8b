import { App } from 'aws-cdk-lib';
import { temporaryFolder } from './run';

process.env.CDK_VALIDATION ??= 'false'; // a synthesis takes ten times as long with it

/** An app whose assembly is gone after the tests of this file. The CDK's own default stays in the folder of temporary files. */
export function newApp(context: Readonly<Record<string, unknown>> = {}): App {
  return new App({ outdir: temporaryFolder(), context });
}
