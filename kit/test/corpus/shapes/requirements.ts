import { BUILT, HANDLER, IDNA, INICONFIG, SIX, SNIFFIO, type Contents, type Outcome, type Shape, type Theme, importing, project } from '../shape';

/** What PyPI has of it. */
const IDNA_HASHED = `${IDNA} --hash=sha256:82fee1fc78add43492d3a1898bfa6d8a904cc97d8427f683ed8e798d07761aa0`;
const SIX_HASHED = `${SIX} --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274`;

function requiring(name: string, requirements: string | Buffer, packages: readonly string[], more: Shape['files'] = {}, contents: Contents = {}): Shape {
  return { name, files: { 'orders/handler.py': HANDLER, 'orders/requirements.txt': requirements, ...more }, outcome: { orders: { packages, ...contents } } };
}

function refusing(name: string, requirements: string, outcome: Outcome, more: Shape['files'] = {}): Shape {
  return { name, files: { 'orders/handler.py': HANDLER, 'orders/requirements.txt': requirements, ...more }, outcome };
}

/** Needs another package. */
const MONEY: Shape['files'] = { '/libs/money/pyproject.toml': project('money', [SIX], BUILT), '/libs/money/src/money/__init__.py': 'RATE = 1\n' };

export const requirements: Theme = {
  title: 'requirements.txt',
  shapes: [
    requiring('an empty one', '', []),
    requiring('comments, blank lines and continued ones', `# ours\n\n${IDNA} \\\n  # and\n${SIX} # six\n`, [IDNA, SIX]),
    requiring('Windows line ends', `${IDNA}\r\n${SIX}\r\n`, [IDNA, SIX]),
    requiring('no line end', IDNA, [IDNA]),
    requiring('a byte order mark', `\ufeff${IDNA}\n`, [IDNA]),
    requiring('UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${IDNA}\r\n`, 'utf16le'), [IDNA]),
    requiring('an extra that has nothing', 'idna[all]==3.7\n', [IDNA]),
    requiring('a name in another spelling', 'Sniffio==1.3.1\n', [SNIFFIO]),
    requiring('a marker for Windows', `${IDNA}\n${SIX} ; sys_platform == "win32"\n`, [IDNA]),
    requiring("a marker for Lambda's Python", `${IDNA} ; python_version >= "3.9"\n${SIX} ; python_version < "3.9"\n`, [IDNA]),
    requiring('an index', `--index-url https://pypi.org/simple\n${IDNA}\n`, [IDNA]),
    requiring('only wheels', `--only-binary=:all:\n${IDNA}\n`, [IDNA]),
    requiring('all lines with hashes', `${IDNA_HASHED}\n${SIX_HASHED}\n`, [IDNA, SIX]),
    requiring('an option after a hash', `${IDNA_HASHED}\n--no-binary=:none:\n`, [IDNA]),
    requiring('another file, by -r', `-r base.txt\n${IDNA}\n`, [IDNA, SIX], { 'orders/base.txt': `${SIX}\n` }, { files: ['base.txt', 'handler.py'] }),
    requiring('constraints, by -c', '-c constraints.txt\nidna\n', [IDNA], { 'orders/constraints.txt': `${IDNA}\n` }, { files: ['constraints.txt', 'handler.py'] }),
    requiring('a package of the checkout', `../../libs/money\n${SIX}\n`, ['money==1.0', SIX], MONEY),
    requiring('a package of the checkout, editable', `-e ../../libs/money\n${SIX}\n`, ['money==1.0', SIX], MONEY),
    requiring('a package of the checkout with what it needs', '../../libs/money\n', ['money==1.0', SIX], MONEY),
    refusing('some lines with hashes', `${IDNA_HASHED}\n${SIX}\n`, {
      code: 65, says: 'hash', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: { packages: [IDNA, SIX] } } },
    }),
    refusing('one hashed line that needs others', 'python-dateutil==2.9.0.post0 --hash=sha256:a8b2bc7bffae282281c8140a97d3aa9c14da0b136dfe83f850eea9a5f7470427\n', {
      code: 65, says: 'python-dateutil', fix: 'npx projen lock orders', fixed: { files: { 'orders/requirements.txt': undefined, 'orders/requirements.in': `python-dateutil==2.9.0.post0\n${SIX}\n` }, locked: true, outcome: { orders: { packages: ['python-dateutil==2.9.0.post0', SIX] } } },
    }),
    refusing('a version that nobody has', 'idna==99.0\n', { code: 65, says: 'idna==99.0', fix: 'lambda_src/orders/requirements.txt', fixed: { files: { 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA] } } } }),
    refusing('two versions of one package', 'idna==3.7\nidna==3.8\n', { code: 65, says: 'idna', fix: 'lambda_src/orders/requirements.txt', fixed: { files: { 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA] } } } }),
    refusing('what is no requirement', 'idna = 3.7\n', { code: 65, says: 'idna = 3.7', fix: '', fixed: { files: { 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA] } } } }),
    refusing("conda's addresses of its own machine", 'idna @ file:///home/conda/feedstock_root/build_artifacts/idna_1713279365350/work\n', {
      code: 65, says: 'conda', fix: 'idna', fixed: { files: { 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA] } } },
    }),
    refusing('a package of the checkout that is not there', '../../libs/money\n', { code: 65, says: 'libs/money', fix: 'correct the path', fixed: { files: { ...MONEY, 'orders/requirements.txt': `../../libs/money\n${SIX}\n` }, outcome: { orders: { packages: ['money==1.0', SIX] } } } }),
    refusing('a package for Windows only', 'pywin32==308\n', { code: 65, says: 'pywin32', fix: 'lambda_src/orders/requirements.txt', fixed: { files: { 'orders/requirements.txt': 'pywin32==308 ; sys_platform == "win32"\n' }, outcome: { orders: {} } } }),
    {
      name: 'requirements.in, not locked', files: { 'orders/handler.py': HANDLER, 'orders/requirements.in': `${IDNA}\n` },
      outcome: { code: 65, says: 'its packages are in requirements.in, which was never locked', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: { packages: [IDNA] } } } },
    },
    { name: 'requirements.in, locked', locked: true, files: { 'orders/handler.py': importing('iniconfig'), 'orders/requirements.in': `${INICONFIG}\n` }, outcome: { orders: { packages: [INICONFIG] } } },
    {
      name: 'requirements for tests only', files: { 'orders/handler.py': HANDLER, 'orders/requirements-dev.txt': 'pytest\n' },
      outcome: { code: 65, says: 'no requirements.txt', fix: 'an empty file means that it needs none', fixed: { files: { 'orders/requirements.txt': '' }, outcome: { orders: {} } } },
    },
  ],
};
