import { synth } from '../project/synth';

const generated = synth();

describe('the compiler', () => {
  test("checks the team's files, with what is unused", () => {
    const { include, compilerOptions } = generated.json('tsconfig.dev.json');
    expect(include).toEqual(['.projenrc.ts', 'src/**/*.ts', 'test/**/*.ts']);
    expect(compilerOptions).toMatchObject({ noEmit: true, noUnusedLocals: true, noUnusedParameters: true });
  });

  test('is strict, and leaves types to typecheck when jest runs', () => {
    expect(generated.json('tsconfig.json').compilerOptions).toMatchObject({ strict: true, isolatedModules: true });
  });

  test('needs no ts-node', () => {
    const { devDependencies } = generated.json('package.json');
    expect(devDependencies).not.toHaveProperty(['ts-node']);
    expect(devDependencies).toHaveProperty(['tsx']);
  });
});

test.each(['3.11', '3.14'] as const)('ruff checks for Python %s, which .projenrc.ts names', (pythonVersion) => {
  expect(synth({ pythonVersion }).text('.projen/ruff.toml')).toContain(`target-version = "py${pythonVersion.replace('.', '')}"`);
});
