import { settingsWith, stage } from './roles';
import { accountAccess, productionNeighbours } from '../../src/access/account';
import { LOCAL_STAGE, type GitlabSettings, type StageSettings } from '../../src/config/settings';
import { ExitCode } from '../../src/kernel/failure';

const DEVELOPMENT = stage('development', { account: '111111111111' });
const STAGING = stage('staging', { account: '111111111111' });
const PRODUCTION = stage('production', { account: '222222222222' });

const of = (gitlab: Partial<GitlabSettings> = {}, changes: Partial<StageSettings> = {}) => accountAccess(settingsWith([stage('development', changes)], gitlab), stage('development', changes));

describe('accountAccess', () => {
  test('takes the stages of one account together, as the account takes a provider only once', () => {
    const settings = settingsWith([DEVELOPMENT, STAGING, PRODUCTION]);
    expect(accountAccess(settings, STAGING)).toMatchObject({ stack: 'shop-gitlab-access', stages: [DEVELOPMENT, STAGING], otherAccounts: ['222222222222'] });
    expect(accountAccess(settings, PRODUCTION)).toMatchObject({ stages: [PRODUCTION], otherAccounts: ['111111111111'] });
  });

  test("never mixes a stage that has no account, and so the caller's, with one that names its own", () => {
    const anywhere = stage('development');
    expect(accountAccess(settingsWith([anywhere, PRODUCTION]), PRODUCTION).stages).toEqual([PRODUCTION]);
    expect(accountAccess(settingsWith([anywhere, PRODUCTION]), anywhere).stages).toEqual([anywhere]);
  });

  test.each([
    ['https://gitlab.com', 'gitlab.com'],
    ['https://gitlab.example.com/', 'gitlab.example.com'],
    ['https://example.com/gitlab', 'example.com/gitlab'],
  ])('trusts the issuer of %s, and keeps the audience as the pipeline asks for it', (url, issuer) => {
    expect(of({ url })).toMatchObject({ issuer, audience: url });
  });
});

describe('what .projenrc.ts lacks or must not say', () => {
  const refused = (gitlab: Partial<GitlabSettings>, changes: Partial<StageSettings> = {}) => {
    try {
      of(gitlab, changes);
    } catch (error) {
      return error;
    }
    throw new Error('it was taken');
  };

  test('the project: 78, and where to set it', () => {
    expect(refused({ project: undefined })).toMatchObject({
      code: ExitCode.BAD_CONFIG, where: '.projenrc.ts, pipeline.gitlab.project', fix: expect.stringContaining("'group/project'"),
    });
  });

  test.each(['acme/*', 'acme/sho?', '*', '${aws:username}/shop', 'acme/shop:ref_type:branch:ref:main', 'acme/shop"', 'acme/[a-z]+', 'acme/shop\nx'])('the project %j', (project) => {
    expect(refused({ project })).toMatchObject({ code: ExitCode.BAD_CONFIG, where: '.projenrc.ts, pipeline.gitlab.project' });
  });

  test.each(['ma?n', '*', 'main*', '${x}', 'a:b'])('the default branch %j', (defaultBranch) => {
    expect(refused({ defaultBranch })).toMatchObject({ code: ExitCode.BAD_CONFIG, where: '.projenrc.ts, pipeline.gitlab.defaultBranch' });
  });

  test.each(['release/?', '${aws:username}', 'a:b', 'a b'])('the branch %j', (branch) => {
    expect(refused({}, { branches: ['main', branch] })).toMatchObject({ code: ExitCode.BAD_CONFIG, where: '.projenrc.ts, pipeline.stages' });
  });

  test.each(['http://gitlab.example.com', 'https://gitlab.example.com:8443', 'https://gitlab.example.com/?x=1', 'https://gitlab.example.com/#x'])('the address %s', (url) => {
    expect(refused({ url })).toMatchObject({ code: ExitCode.BAD_CONFIG, where: '.projenrc.ts, pipeline.gitlab.url' });
  });

  test("the stage of this machine's own AWS: 64, as no pipeline deploys there", () => {
    expect(() => accountAccess(settingsWith([DEVELOPMENT]), LOCAL_STAGE)).toThrow(expect.objectContaining({ code: ExitCode.USAGE }));
  });
});

describe('productionNeighbours', () => {
  test.each([
    ['production shares the account', [stage('development'), stage('production')], ['development', 'production']],
    ['nothing but development is there', [stage('development'), stage('staging')], []],
    ['production is alone', [stage('production')], []],
  ])('when %s', (_, stages, names) => {
    expect(productionNeighbours(accountAccess(settingsWith(stages), stages[0]))).toEqual(names);
  });
});
