import type { FunctionSettings } from '../../src/config/settings';

/** The settings of a function as `npx projen` generates them, but for these changes. */
export function functionSettings(name: string, changes: Partial<FunctionSettings> = {}): FunctionSettings {
  return {
    name,
    entry: `lambda_src/${name}`,
    handler: 'handler.handler',
    pythonVersion: '3.13',
    architecture: 'x86_64',
    image: 'public.ecr.aws/sam/build-python3.13',
    runtimeImage: 'public.ecr.aws/lambda/python:3.13',
    exclude: [],
    shared: [],
    extras: [],
    groups: [],
    contents: { slim: false, bytecode: false, omitRuntimePackages: false },
    policy: { unit: 'skip', develop: 'auto', verify: 'docker', release: 'docker' },
    ...changes,
  };
}
