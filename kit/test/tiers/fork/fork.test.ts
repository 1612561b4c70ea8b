import { Fork, misspell } from './fork';

jest.setTimeout(900_000);

let fork: Fork;

beforeAll(() => { fork = new Fork(); });
afterAll(() => fork?.remove());

/** Shows what it printed where it failed. */
async function pass(program: string, args: readonly string[], seconds: number): Promise<string> {
  const { code, output } = await fork.run(program, args, seconds);
  expect({ command: [program, ...args].join(' '), code, output: code === 0 ? '' : output.slice(-6000) }).toMatchObject({ code: 0, output: '' });
  return output;
}

// Each takes up what the one before it left, as on a machine of the team's.
describe('a fork with other functions, Python, stages, and a name of its own', () => {
  test('is installed by its lockfile, and generated as it was committed', async () => {
    await pass('npm', ['ci'], 300);
    await pass('npx', ['projen', '--no-post'], 60);
    expect(fork.changes()).toBe('');
  });

  test("has the team's tests green, and runs none of the kit's", async () => {
    const output = await pass('npx', ['projen', 'test'], 300);
    expect(output).toContain('PASS test/billing-stack.test.ts');
    expect(output).toContain('Test Suites: 1 passed, 1 total');
    expect(output).toContain('invoices');
  });

  test('refuses a misspelt function at compile time', async () => {
    misspell(fork);
    const { code, output } = await fork.run('npx', ['projen', 'typecheck'], 120);
    fork.restore();
    expect(code).not.toBe(0);
    expect(output).toContain('Type \'"invioces"\' is not assignable to type');
  });

  test("has the kit's own suites green, unchanged", async () => {
    await pass('npx', ['projen', 'test:kit'], 840);
    expect(fork.changes()).toBe('');
  });
});
