import type { StageSettings } from '../../src/config/settings';
import { broadeningOf, requireAccepted, requireSame } from '../../src/deploy/acceptance';
import type { StackDifference } from '../../src/deploy/difference';
import { failureOf } from '../project/workspace';

const PRODUCTION: StageSettings = { name: 'production', production: true, modes: ['docker'] };
const DEVELOPMENT: StageSettings = { ...PRODUCTION, name: 'development', production: false };
const COMMAND = 'npx projen rollback production --yes';

const difference = (more: Partial<StackDifference> = {}): StackDifference => ({ stack: 'shop', functions: [], resources: [], permissions: [], ...more });
const given = (text: string) => difference({ permissions: [{ kind: 'iam', change: 'given', broadens: true, text }, { kind: 'iam', change: 'taken', broadens: false, text: 'less' }] });
const idOf = (...differences: StackDifference[]) => broadeningOf(PRODUCTION, 'd1', differences)!.id;

test('nothing broadens where nothing more is allowed', () => {
  expect(broadeningOf(PRODUCTION, 'd1', [difference(), difference({ permissions: [{ kind: 'iam', change: 'taken', broadens: false, text: 'less' }] })])).toBeUndefined();
  expect(() => requireAccepted(PRODUCTION, undefined, undefined, COMMAND)).not.toThrow();
  expect(() => requireAccepted(PRODUCTION, undefined, '', COMMAND)).not.toThrow();
});

test('its id stands for the stage, the assembly and every permission', () => {
  const id = idOf(given('Allow s3:*'));
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(idOf(given('Allow s3:*'))).toBe(id);
  expect([idOf(given('Allow sqs:*')), idOf(given('Allow s3:*'), given('Allow s3:*')), broadeningOf(PRODUCTION, 'd2', [given('Allow s3:*')])!.id,
    broadeningOf(DEVELOPMENT, 'd1', [given('Allow s3:*')])!.id]).not.toContain(id);
});

test('production is changed only when a person accepted it by that id', async () => {
  const broadening = broadeningOf(PRODUCTION, 'd1', [given('Allow s3:*')])!;
  for (const accept of [undefined, '']) {
    expect(await failureOf(() => requireAccepted(PRODUCTION, broadening, accept, COMMAND))).toMatchObject({
      code: 77, message: expect.stringContaining('  - shop: Allow s3:*'), fix: expect.stringContaining(`${COMMAND} --accept ${broadening.id}; in GitLab, run the job with the variable ACCEPT_PLAN`),
    });
  }
  expect(await failureOf(() => requireAccepted(PRODUCTION, broadening, 'other', COMMAND))).toMatchObject({ code: 65 });
  expect(await failureOf(() => requireAccepted(PRODUCTION, undefined, broadening.id, COMMAND))).toMatchObject({ code: 65, fix: 'leave it out' });
  expect(() => requireAccepted(PRODUCTION, broadening, broadening.id, COMMAND)).not.toThrow();
  expect(() => requireAccepted(DEVELOPMENT, broadening, undefined, COMMAND)).not.toThrow();
});

test('what cannot be compared may allow more', () => {
  expect(broadeningOf(PRODUCTION, 'd1', [difference({ unknown: true })])?.lines).toEqual(['shop: what it allows now cannot be read here']);
});

test('what was shown is held against what it is when its turn has come', async () => {
  const [shown, more] = [broadeningOf(PRODUCTION, 'd1', [given('Allow s3:*')]), broadeningOf(PRODUCTION, 'd1', [given('Allow *')])];
  expect(() => requireSame(PRODUCTION, shown, shown, COMMAND)).not.toThrow();
  expect(() => requireSame(PRODUCTION, shown, undefined, COMMAND)).not.toThrow();
  for (const before of [shown, undefined]) {
    expect(await failureOf(() => requireSame(PRODUCTION, before, more, COMMAND))).toMatchObject({ code: 75, output: 'shop: Allow *', fix: COMMAND });
  }
});
