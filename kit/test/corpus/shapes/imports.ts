import { HANDLER, IDNA, SIX, type Shape, type Theme, importing } from '../shape';

function imports(name: string, code: string, more: Shape['files'] = {}, files: readonly string[] = ['handler.py']): Shape {
  return { name, files: { 'orders/handler.py': code + HANDLER, ...more }, outcome: { orders: { files } } };
}

function misses(name: string, module: string, code: string, fix: string, fixed: NonNullable<Extract<Shape['outcome'], { fixed?: unknown }>['fixed']>): Shape {
  return { name, files: { 'orders/handler.py': code + HANDLER, 'orders/requirements.txt': '' }, outcome: { code: 65, says: module, fix, fixed } as Shape['outcome'] };
}

export const moduleImports: Theme = {
  title: 'Imports',
  shapes: [
    imports("Python's own modules", 'import json, os.path\nfrom collections import abc\n'),
    imports('an import that may fail', 'try:\n    import ujson as json\nexcept ImportError:\n    import json\n'),
    imports('an import for type checkers', 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mypy_boto3_s3 import S3Client\n'),
    imports('modules of its own', 'from lib import money\nimport lib.mail\n', { 'orders/lib/__init__.py': '', 'orders/lib/money.py': '', 'orders/lib/mail.py': '' }, ['handler.py', 'lib/__init__.py', 'lib/mail.py', 'lib/money.py']),
    imports('a folder of its own that is no package', 'import lib.money\n', { 'orders/lib/money.py': '' }, ['handler.py', 'lib/money.py']),
    misses('a package that is required nowhere', 'yaml', 'import yaml\n', 'orders/requirements.txt', { files: { 'orders/requirements.txt': 'PyYAML==6.0.2\n' }, outcome: { orders: { packages: ['pyyaml==6.0.2'] } } }),
    misses('a package with another name', 'dateutil', 'from dateutil import parser\n', 'orders/requirements.txt', { files: { 'orders/requirements.txt': `python-dateutil==2.9.0.post0\n${SIX}\n` }, outcome: { orders: { packages: ['python-dateutil==2.9.0.post0', SIX] } } }),
    {
      name: 'shared code that is not declared', files: { 'orders/handler.py': importing('money'), '_shared/money/__init__.py': '' },
      outcome: { code: 65, says: 'money', fix: 'functions.orders.shared', fixed: { options: { functions: { orders: { shared: ['money'] } } }, outcome: { orders: { files: ['handler.py', 'money/__init__.py'] } } } },
    },
    {
      name: 'a single file that imports what nobody requires', files: { 'ping/ping.py': importing('idna') },
      outcome: { code: 65, says: 'idna', fix: 'requirements.txt', fixed: { files: { 'ping/requirements.txt': `${IDNA}\n` }, outcome: { ping: { packages: [IDNA], files: ['ping.py'] } } } },
    },
  ],
};
