import { type CodeRule, unaccounted } from './code-kind';

/** File systems of a function: what lies there can be imported, and nobody here knows what that is. */
export const FILE_SYSTEM: CodeRule = {
  title: 'a file system of a function',
  find({ resource: { Type, Properties = {} }, constructPath }) {
    const { FileSystemConfigs: mounts } = Properties;
    const none = mounts === undefined || (Array.isArray(mounts) && mounts.length === 0);
    return Type !== 'AWS::Lambda::Function' || none ? [] : [{ path: `${constructPath}/FileSystemConfigs`, source: mounts }];
  },
  judge: () => unaccounted('it mounts a file system, from which code can run that was never bundled', 'read the data from a bucket'),
};
