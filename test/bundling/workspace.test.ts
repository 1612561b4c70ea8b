import { REPOSITORY, failureOf, temporaryFolder, workspaceWith } from './workspace';
import { ARCHITECTURES } from '../../src/bundling/policy';
import { settings } from '../../src/bundling/settings.generated';
import { hostArchitecture, selectFunctions, thisWorkspace, toolsDirectory } from '../../src/bundling/workspace';

describe('this workspace', () => {
  test('is the checkout that the engine is in, whatever the current directory is', () => {
    const home = process.cwd();
    try {
      process.chdir(temporaryFolder());
      expect(thisWorkspace()).toEqual({ root: REPOSITORY, settings });
    } finally {
      process.chdir(home);
    }
  });

  test.each(ARCHITECTURES)('has functions for %s if the environment overrides theirs', (architecture) => {
    process.env.BUNDLING_ARCHITECTURE = architecture;
    const functions = Object.values(thisWorkspace().settings.functions);
    expect(functions.length).toBeGreaterThan(0);
    expect(functions.map((fn) => fn.architecture)).toEqual(functions.map(() => architecture));
  });

  test('keeps its programs in the checkout', () => {
    expect(toolsDirectory({ root: '/checkout', settings })).toBe('/checkout/.toolchain');
  });

  test('is on a machine that Lambda has a name for', () => {
    expect(ARCHITECTURES).toContain(hostArchitecture());
  });
});

describe('functions', () => {
  const workspace = workspaceWith({ orders: {}, bills: {} });
  const names = (asked?: string[]) => selectFunctions(workspace, asked).map(({ name }) => name);

  test('are all of them if none is named, and else the named ones', () => {
    expect(names()).toEqual(['orders', 'bills']);
    expect(names(['bills'])).toEqual(['bills']);
  });

  test('that do not exist are named, with those that do, and code 64', async () => {
    const failure = await failureOf(() => selectFunctions(workspace, ['orders', 'oders']));
    expect(failure).toMatchObject({ code: 64, message: "there is no function 'oders'" });
    expect(failure.fix).toContain('orders, bills');
  });
});
