import { withPurpose } from './purpose';
import { stageOf } from '../../src/constructs';
import { newApp } from '../project/app';
import { sampleSettings as settings } from '../project/places';

withPurpose('unit');

const stageNamed = (stage?: string) => stageOf(newApp(stage === undefined ? {} : { stage }));

describe('stageOf', () => {
  test('is the first stage of .projenrc.ts when the context names none', () => {
    expect(stageNamed().name).toBe(settings.stages[0].name);
  });

  test.each(settings.stages)('is $name when the context says so', ({ name, production }) => {
    expect(stageNamed(name)).toMatchObject({ name, production, prefix: `${settings.project}-${name}` });
  });

  test("is never production for this machine's local AWS", () => {
    expect(stageNamed('local')).toMatchObject({ name: 'local', production: false });
  });

  test.each(['prod', '', 'Production'])('refuses the stage %j, and names those that there are', (name) => {
    const names = settings.stages.map((stage) => stage.name).join(', ');
    expect(() => stageNamed(name)).toThrow(`there is no stage '${name}'; .projenrc.ts has ${names}, local`);
  });

  describe('without an account in .projenrc.ts', () => {
    beforeEach(() => {
      process.env.CDK_DEFAULT_ACCOUNT = '123456789012';
      process.env.CDK_DEFAULT_REGION = 'eu-central-1';
    });

    test.each(settings.stages.filter((stage) => !('account' in stage) && !('region' in stage)))('$name is where the credentials lead to', ({ name }) => {
      expect(stageNamed(name).env).toEqual({ account: '123456789012', region: 'eu-central-1' });
    });

    test("is open on this machine's own AWS, whatever credentials there are", () => {
      expect(stageNamed('local').env).toEqual({});
    });
  });
});
