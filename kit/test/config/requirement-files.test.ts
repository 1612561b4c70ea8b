import { requirementFiles } from '../../src/config/requirement-files';
import { temporaryFolder, write } from '../project/workspace';

test.each([
  'requirements.txt', 'requirements-dev.txt', 'requirements.in', 'requirements.prod.txt', 'Pipfile', 'Pipfile.lock', 'poetry.lock', 'pdm.lock', 'uv.lock', 'pylock.toml',
  'pylock.orders.toml', 'setup.py', 'setup.cfg', 'environment.yml', 'environment.yaml',
])('%s may say what a function requires', (file) => {
  expect(requirementFiles(write(temporaryFolder(), { [file]: '', 'handler.py': '', 'notes.txt': '' }))).toEqual([file]);
});

test.each([
  '[project]\n', '\n# a project\n  [ project ]\r\nname = "a"\n', '["project"]\n', 'project.dependencies = ["a"]\n', 'project = { dependencies = ["a"] }\n', '[tool.ruff]\n[project]\n',
  '[build-system]\n', '[dependency-groups]\n', '[tool.poetry]\n', '[tool . poetry.dependencies]\n', '[tool.pdm]\n', '[tool.flit.metadata]\n', '[tool.setuptools]\n', '[[tool.poetry.source]]\n',
  '\ufeff[project]\n', Buffer.from('\ufeff[tool.ruff]\n', 'utf16le'), Buffer.from('[project]\n', 'utf16le'),
])('a pyproject.toml may, as this one: %j', (content) => {
  expect(requirementFiles(write(temporaryFolder(), { 'pyproject.toml': content }))).toEqual(['pyproject.toml']);
});

test.each(['', '\ufeff[tool.ruff]\n', '\n# nothing\n', '[tool.ruff]\nline-length = 100\n', '[tool.pytest.ini_options]\nx = "[project]"\n[tool.mypy]\n[[tool.mypy.overrides]]\n'])(
  'one with nothing but settings of tools does not: %j', (content) => {
    expect(requirementFiles(write(temporaryFolder(), { 'pyproject.toml': content }))).toEqual([]);
  });

test('a folder that is not there has none', () => {
  expect(requirementFiles(`${temporaryFolder()}/gone`)).toEqual([]);
});
