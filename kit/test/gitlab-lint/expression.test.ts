import { ExpressionError, type Known, UNKNOWN, evaluate } from '../../src/gitlab-lint';

const VARIABLES: Readonly<Record<string, Known>> = {
  BRANCH: 'release/1.0', MAIN: 'main', EMPTY: '', BLANK: '  ', ZERO: '0', FALSE: 'false', PATTERN: '/^release\\/.*$/', TEXT: 'a release/1.0 b', SECRET: UNKNOWN,
};
const lookup = (name: string): Known => VARIABLES[name];
const holds = (expression: string) => evaluate(expression, lookup);

describe('is true', () => {
  test.each([
    '$BRANCH', '$ZERO', '$FALSE', '$BRANCH == "release/1.0"', "$BRANCH == 'release/1.0'", '"main" == $MAIN', '$MAIN==$MAIN', '$UNSET == null', '$BRANCH != null', '$EMPTY != null',
    '$EMPTY == ""', '$UNSET == $UNSET', '$MAIN != "Main"', '$BRANCH =~ /^release/', '$BRANCH =~ /^release\\/.*$/', '$BRANCH =~ /^RELEASE/i', '$MAIN !~ /^release/', '$UNSET !~ /a/',
    '$UNSET =~ /^$/', '$BRANCH =~ $PATTERN', '$MAIN !~ $PATTERN', '$BRANCH =~ $TEXT', '$BRANCH =~ "/^release/"', '$MAIN && $BRANCH', '$UNSET || $MAIN', '$UNSET && $MAIN || $BRANCH',
    '$MAIN || $UNSET && $UNSET', '$MAIN || ($UNSET && $UNSET)', '($UNSET || $MAIN) && $BRANCH', '!$UNSET', '!($UNSET && $MAIN)', '$MAIN == "main" && $BRANCH != "main"',
    '$MAIN =~ /(?i)^MAIN$/', '$MAIN =~ /\\Amain\\z/', '$BRANCH =~ /[[:digit:]]\\.[[:digit:]]$/', '$BRANCH =~ /(?P<kind>release)/', '$MAIN  ==\n  "main"', '$BRANCH =~ /a|1\\.0/',
    '$MAIN =~ /^(master|main)$/', '$MAIN !~ $UNSET',
  ])('%s', (expression) => {
    expect(holds(expression)).toBe(true);
  });
});

describe('is false', () => {
  test.each([
    '$UNSET', '$EMPTY', '$BLANK', 'null', '""', '$BRANCH == null', '$EMPTY == null', '$UNSET == ""', '$BRANCH == "main"', '$BRANCH =~ /^main$/', '$BRANCH =~ /^RELEASE/', '$BRANCH =~ $UNSET',
    '$BRANCH !~ $PATTERN', '$MAIN =~ $TEXT', '$MAIN && $UNSET', '$UNSET || $EMPTY', '($MAIN || $UNSET) && $UNSET', '!$MAIN', '$MAIN =~ /^mai$/',
    '$SECRET && $UNSET', '$UNSET && $SECRET', '$SECRET =~ $UNSET',
  ])('%s', (expression) => {
    expect(holds(expression)).toBe(false);
  });
});

describe('may be either', () => {
  test.each(['$SECRET', '$SECRET == "a"', '$SECRET != null', '"a" =~ $SECRET', '$SECRET =~ /a/', '$SECRET && $MAIN', '$SECRET || $UNSET', '!$SECRET', '$MAIN && ($UNSET || $SECRET)'])('%s', (expression) => {
    expect(holds(expression)).toBeUndefined();
  });

  test('but is true when another alternative is', () => {
    expect(holds('$SECRET || $MAIN')).toBe(true);
  });
});

describe('is refused, with the reason', () => {
  test.each([
    ['', 'it is empty'], ['$A = "b"', "'=' is no variable, text, pattern or operator"], ['$A ==', 'it ends where a value belongs'], ['== $A', "'==' is not expected here"],
    ['$A $B', "'$B' is not expected here"], ['($A', 'a parenthesis is not closed'], ['$A)', "')' is not expected here"], ['$A & $B', "'&' is no variable"], ['main', "'main' is no variable"],
    ['$A == "b', "'\"b' is no variable"], ['${A}', "'${A}' is no variable"], ['$A =~ /(/', '/(/ is no valid pattern'], ['$A =~ /(?!a)b/', 'looks around'], ['$A =~ /(a)\\1/', 'refers back'],
    ['$A =~ main', "'main' is no variable"], ['()', "')' is not expected here"], ['$A == "b" and $C', "'and' is no variable"], [Array(60).fill('$A').join(' && '), 'more than 100 parts'],
  ])('%s', (expression, reason) => {
    expect(() => holds(expression)).toThrow(ExpressionError);
    expect(() => holds(expression)).toThrow(reason);
  });
});

describe('a pattern that takes too long', () => {
  const takesLong = (count: number) => evaluate('$A =~ /^(a+)+$/', () => `${'a'.repeat(count)}b`);

  test('is not waited for', () => expect(takesLong(40)).toBeUndefined());

  test('has its time even if the machine is busy with something else', () => {
    const spent = [0, 150_000]; // microseconds: nothing was computed in the first try
    const usage = jest.spyOn(process, 'cpuUsage').mockImplementation((before) => ({ user: before ? spent.shift()! : 0, system: 0 }));
    expect(takesLong(41)).toBeUndefined();
    expect(usage).toHaveBeenCalledTimes(4); // before and after each try
    usage.mockRestore();
  });
});
