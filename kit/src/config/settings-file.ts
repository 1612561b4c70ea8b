/** Where the generator leaves the settings for the CDK app and the commands, relative to the project's root. */
export const SETTINGS_FILE = '.projen/python-lambda.json';
