import type { Migration } from './migration';
import { renameProperty } from './properties';

export const readOnlyRole: Migration = {
  version: '1.0.0',
  says: 'the option diffRoleArn of a stage is called readOnlyRoleArn now',
  edits: { '.projenrc.ts': (text, ts) => renameProperty(text, ts, 'diffRoleArn', 'readOnlyRoleArn') },
};
