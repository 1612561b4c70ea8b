export { LocalApp, type LocalClientSettings, type SampleAnswer } from './local-app';
