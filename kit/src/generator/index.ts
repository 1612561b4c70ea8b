export { PythonLambdaApp } from './python-lambda-app';
export type { PythonLambdaAppOptions } from '../config/options';
