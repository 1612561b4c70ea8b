/** Runs the tests of a file as a task with this purpose would, whatever the machine's environment says. */
export function withPurpose(purpose: string): void {
  const VARIABLES = ['BUNDLING_PURPOSE', 'BUNDLING_MODE', 'BUNDLING_ARCHITECTURE', 'CDK_DEFAULT_ACCOUNT', 'CDK_DEFAULT_REGION', 'CDK_VALIDATION'];
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  beforeAll(() => {
    for (const name of VARIABLES) delete process.env[name];
    process.env.BUNDLING_PURPOSE = purpose;
    process.env.CDK_VALIDATION = 'false'; // these stacks are no whole apps, and it doubles the time
  });
  afterAll(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}
