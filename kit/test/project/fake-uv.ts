import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fakeProgram, temporaryFolder } from './workspace';
import { UV_VERSION } from '../../src/toolchain/uv-release';

/** A stand-in for uv, which without a network could install nothing: each pin becomes a package with one module. */
const FAKE_UV = `#!${process.execPath}
const fs = require('fs'), path = require('path'), args = process.argv.slice(2), after = (name) => args[args.indexOf(name) + 1];
if (args[0] === '--version') console.log('uv ${UV_VERSION}');
else if (args[0] === 'python') console.log('/usr/bin/python3');
else {
  fs.appendFileSync(path.join(path.dirname(process.argv[1]), 'installed'), after('-r') + '\\n');
  for (const [, name, version] of fs.readFileSync(after('-r'), 'utf8').matchAll(/^(\\w+)==(\\S+)/gm)) {
    const info = path.join(after('--target'), name + '-' + version + '.dist-info');
    fs.mkdirSync(path.join(after('--target'), name)); fs.mkdirSync(info);
    fs.writeFileSync(path.join(after('--target'), name, '__init__.py'), 'version = "' + version + '"\\n');
    if (name === 'huge') fs.truncateSync(path.join(after('--target'), name, '__init__.py'), 2.2e9);
    fs.writeFileSync(path.join(info, 'METADATA'), 'Name: ' + name + '\\nVersion: ' + version + '\\n');
    fs.writeFileSync(path.join(info, 'WHEEL'), 'Tag: ' + (name === 'foreign' ? 'cp39-cp39-linux_x86_64' : 'py3-none-any') + '\\n');
    if (name === 'meddler') fs.appendFileSync(process.cwd().split('/.bundle-cache')[0] + '/lambda_src/orders/handler.py', '# edited');
    if (name === 'absent') { console.error('error: Request failed\\n  cause: tcp connect error'); process.exit(2); }
  }
}`;

/** Bundles on this machine with the stand-in alone. @returns how often it was asked to install */
export function useFakeUv(): () => number {
  const uv = fakeProgram('uv', FAKE_UV);
  Object.assign(process.env, { PATH: dirname(uv), HOME: temporaryFolder(), BUNDLING_MODE: 'local' });
  delete process.env.PYENV_ROOT;
  const log = join(dirname(uv), 'installed');
  return () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').length : 0);
}
