import { pathFileFindings } from '../../../src/bundling/verification/path-files';
import { type Files, temporaryFolder, write } from '../../project/workspace';

const findingsOf = (files: Files) => pathFileFindings(write(temporaryFolder(), files));

test.each([
  ['__editable__.money-1.0.pth', '/home/me/libs/money/src\n', '__editable__.money-1.0.pth is of an editable package, whose code is not in the bundle'],
  ['_money.pth', 'import __editable___money_finder; __editable___money_finder.install()\n', '_money.pth is of an editable package, whose code is not in the bundle'],
  ['money.egg-link', '/home/me/libs/money\n', 'money.egg-link is of an editable package, whose code is not in the bundle'],
  ['money.pth', '/home/me/libs/money\n', 'money.pth points to /home/me/libs/money, which is not in the bundle'],
])('%s with %j is refused', (name, content, problem) => {
  expect(findingsOf({ [name]: content })).toEqual({ problems: [problem], warnings: [] });
});

test('others are told, for Lambda does not read them', () => {
  const content = "import os; os.environ.get('SETUPTOOLS_USE_DISTUTILS')\n";
  expect(findingsOf({ 'distutils-precedence.pth': content })).toEqual({ problems: [], warnings: ['distutils-precedence.pth has no effect: Lambda does not read .pth files'] });
});

test('those in packages are files like any other', () => {
  expect(findingsOf({ 'torch/model.pth': '/weights' })).toEqual({ problems: [], warnings: [] });
});
