import { join } from 'node:path';
import { policyEnvironment } from '../../src/config/policy-environment';
import { certificateFile, installerEnvironment, searchPath, variable } from '../../src/kernel/environment';
import { temporaryFolder, write } from '../project/workspace';

test('an empty variable counts as one that is not set', () => {
  Object.assign(process.env, { CDK_DOCKER: '', UV_DEFAULT_INDEX: '', BUNDLING_MODE: '' });
  expect(variable('CDK_DOCKER')).toBeUndefined();
  expect(installerEnvironment()).not.toHaveProperty('UV_DEFAULT_INDEX');
  expect(policyEnvironment().BUNDLING_MODE).toBeUndefined();
});

test('a decision sees its four variables and nothing else', () => {
  Object.assign(process.env, { BUNDLING_PURPOSE: 'verify', BUNDLING_MODE: 'local', CI: '1', GITLAB_CI: 'true', CI_JOB_TOKEN: 'secret' });
  expect(policyEnvironment()).toEqual({ BUNDLING_PURPOSE: 'verify', BUNDLING_MODE: 'local', CI: '1', GITLAB_CI: 'true' });
});

describe('an installer gets', () => {
  test('indexes, their credentials and proxies', () => {
    const network = {
      UV_DEFAULT_INDEX: 'https://a.test', UV_INDEX: 'https://b.test', UV_INDEX_B_USERNAME: 'u', UV_INDEX_B_PASSWORD: 'p', HTTPS_PROXY: 'http://proxy.test', no_proxy: 'c.test',
    };
    Object.assign(process.env, network);
    expect(installerEnvironment()).toEqual(network);
  });

  test('nothing that is not about the network', () => {
    Object.assign(process.env, { UV_PYTHON: '3.9', PIP_TARGET: '/x', AWS_SECRET_ACCESS_KEY: 'secret', CI_JOB_TOKEN: 'secret' });
    expect(installerEnvironment()).toEqual({});
  });

  test("pip's names of the indexes as uv's, too", () => {
    Object.assign(process.env, { PIP_INDEX_URL: 'https://a.test', PIP_EXTRA_INDEX_URL: 'https://b.test' });
    expect(installerEnvironment()).toMatchObject({ UV_DEFAULT_INDEX: 'https://a.test', UV_INDEX: 'https://b.test' });
  });

  test("uv's own names before pip's", () => {
    Object.assign(process.env, { PIP_INDEX_URL: 'https://a.test', UV_DEFAULT_INDEX: 'https://b.test' });
    expect(installerEnvironment().UV_DEFAULT_INDEX).toBe('https://b.test');
  });
});

test('the certificates are those of the first variable that names a file', () => {
  const folder = write(temporaryFolder(), { 'node.pem': '', 'ssl.pem': '' });
  process.env.NODE_EXTRA_CA_CERTS = join(folder, 'node.pem');
  expect(certificateFile()).toBe(join(folder, 'node.pem'));
  process.env.SSL_CERT_FILE = join(folder, 'ssl.pem');
  expect(certificateFile()).toBe(join(folder, 'ssl.pem'));
  process.env.SSL_CERT_FILE = join(folder, 'absent.pem');
  expect(certificateFile()).toBe(join(folder, 'node.pem'));
});

test('the search path has no empty entries, which would mean the current folder', () => {
  process.env.PATH = '/a::/b:';
  expect(searchPath()).toEqual(['/a', '/b']);
});
