export * from './function-name';
export { PythonFunction, type PythonFunctionProps } from './python-function';
export { type DeploymentStage, stageOf } from './stage';
