import type { Sources } from '../../src/config/functions';
import { InvalidOptions, resolveOptions } from '../../src/config/validation';
import type { PythonLambdaAppOptions } from '../../src/generator';
import { sourcesOf } from '../project/sources';

const FUNCTIONS = ['orders', 'thumbnail'];
const SOURCES = sourcesOf(FUNCTIONS, { shared: ['common'], events: { orders: ['create.json', 'health.json'] } });
const IN_IMAGE = { policy: { release: 'in-image' } };

/** Values come from a file that nothing type-checks before it runs, so anything may be in it. */
function problemsOf(options: unknown, sources: Sources = SOURCES): readonly string[] {
  try {
    resolveOptions(options as PythonLambdaAppOptions, sources);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidOptions);
    return (error as InvalidOptions).problems;
  }
}

describe('all problems', () => {
  const options = {
    name: 'My App',
    pythonVersion: '3.8',
    architecture: 'arm',
    functons: {},
    functions: { order: {}, orders: { handler: 'handler' } },
    bundling: { policy: { release: 'skip', verify: 'podman' }, image: '--privileged' },
    pipeline: {
      stages: [
        { name: 'development', account: '1234', region: 'Frankfurt', branches: ['main; rm -rf /'] },
        { name: 'development' },
        { name: 'production', production: true, branches: ['main'], modes: ['local'] },
        { name: 'local', roleArn: 'admin' },
      ],
      dockerInDocker: { version: 'latest', waitSeconds: 0 },
    },
    local: { aws: 'localstack' },
  };

  test('are listed at once, each with the name of its option', () => {
    const named = problemsOf(options).map((problem) => problem.split(':')[0]).sort();
    expect(named).toEqual([
      'architecture',
      'bundling.image',
      'bundling.policy.release',
      'bundling.policy.verify',
      'functions.order',
      'functions.orders.handler',
      'functons',
      'local.aws',
      'name',
      'pipeline.dockerInDocker.version',
      'pipeline.dockerInDocker.waitSeconds',
      'pipeline.stages[0].account',
      'pipeline.stages[0].branches[0]',
      'pipeline.stages[0].region',
      'pipeline.stages[1].name',
      'pipeline.stages[2].branches',
      'pipeline.stages[3].name',
      'pipeline.stages[3].roleArn',
      'pythonVersion',
    ]);
  });

  test('are the message of the error, which says how many there are and where', () => {
    expect(() => resolveOptions(options as never, SOURCES)).toThrow(/^\.projenrc\.ts has 19 problems:\n  - /);
    expect(() => resolveOptions({ name: 'app', functions: { order: {} } }, SOURCES)).toThrow(
      '.projenrc.ts has a problem:\n  - functions.order: there is no folder lambda_src/order (found: orders, thumbnail)',
    );
  });
});

describe('a single problem is told', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown Python version', { pythonVersion: '2.7' }, "pythonVersion: must be one of '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15' (it is '2.7')"],
    ['a number for a Python version', { pythonVersion: 3.1 }, 'pythonVersion: '],
    ['an unknown option of a stage', { pipeline: { stages: [{ name: 'a', acount: '1' }] } }, 'pipeline.stages[0].acount: is not an option; there are name, account, region, roleArn,'],
    ['a release that is skipped', { bundling: { policy: { release: 'skip' } } }, 'bundling.policy.release: must be docker, local or in-image'],
    ['a release that is left to chance', { bundling: { policy: { release: 'auto' } } }, 'bundling.policy.release: must be docker, local or in-image'],
    ['an account without quotes', { pipeline: { stages: [{ name: 'a', account: 123456789012 }] } }, 'pipeline.stages[0].account: must be a text in quotes (it is 123456789012)'],
    ['no stage at all', { pipeline: { stages: [] } }, 'pipeline.stages: must have at least 1 item (it is [])'],
    ['an unknown connection to Docker', { pipeline: { dockerInDocker: { connection: 'tcp' } } }, "pipeline.dockerInDocker.connection: must be one of 'tls', 'plain', 'socket-volume', 'host-socket', 'none' (it is 'tcp')"],
    ['a version of Docker that moves', { pipeline: { dockerInDocker: { version: '29' } } }, 'pipeline.dockerInDocker.version: must be an exact version'],
    ['a mirror that a shell would run', { pipeline: { dockerInDocker: { registryMirror: "https://m/'; touch x; '" } } }, 'pipeline.dockerInDocker.registryMirror: must be'],
    ['a GitLab with a password', { pipeline: { gitlab: { url: 'https://u:p@gitlab.com' } } }, 'pipeline.gitlab.url: must be an address'],
    ['a project above another', { pipeline: { gitlab: { project: '../..' } } }, 'pipeline.gitlab.project: must be a path'],
    ['a stage named as one that is there', { pipeline: { stages: [{ name: 'bundle' }] } }, 'pipeline.stages[0].name: has the name of a stage'],
    ['a mirror without a protocol', { pipeline: { dockerInDocker: { registryMirror: 'mirror:5000' } } }, 'pipeline.dockerInDocker.registryMirror: must be an address'],
    ['a GitLab that anybody could pretend to be', { pipeline: { gitlab: { url: 'http://gitlab.com' } } }, 'pipeline.gitlab.url: must be an address'],
    ['a project without its group', { pipeline: { gitlab: { project: 'app' } } }, "pipeline.gitlab.project: must be a path such as 'group/project'"],
    ['any project of a group', { pipeline: { gitlab: { project: 'group/*' } } }, "pipeline.gitlab.project: must be a path such as 'group/project'"],
    ['a default branch that is a pattern', { pipeline: { gitlab: { defaultBranch: '*' } } }, 'pipeline.gitlab.defaultBranch: must be the name of one branch'],
    ['a smoke event in another folder', { functions: { orders: { smoke: ['../x.json'] } } }, 'functions.orders.smoke[0]: must be the name of a JSON file'],
    ['a deployment without end', { pipeline: { deployTimeoutMinutes: 0 } }, 'pipeline.deployTimeoutMinutes: must be at least 1 (it is 0)'],
    ['half a minute', { pipeline: { timeoutMinutes: 0.5 } }, 'pipeline.timeoutMinutes: must be a whole number (it is 0.5)'],
    ['a text for a list', { functions: { orders: { exclude: '*.md' } } }, "functions.orders.exclude: must be a list: [ … ] (it is '*.md')"],
    ['a text for an object', { bundling: 'docker' }, "bundling: must be an object: { … } (it is 'docker')"],
    ['an empty pattern', { bundling: { exclude: [''] } }, "bundling.exclude[0]: must have at least 1 letter (it is '')"],
    ['a stage without a name', { pipeline: { stages: [{}] } }, 'pipeline.stages[0].name: must be a text in quotes (it is missing)'],
    ['a text with lines', { name: 'a\nb' }, "name: must be lower-case letters, digits and dashes, and start with a letter (it is 'a\\nb')"],
    ['a smoke event that is not there', { functions: { orders: { smoke: ['health.json', 'nope.json'] } } },
      'functions.orders.smoke[1]: there is no event lambda_src/orders/events/nope.json; make it, or name one that is there (found: create.json, health.json)'],
    ['a smoke event of a function without events', { functions: { thumbnail: { smoke: ['nope.json'] } } },
      'functions.thumbnail.smoke[0]: there is no event lambda_src/thumbnail/events/nope.json; make it, or name one that is there (found: none)'],
    ['a shared folder that is not there', { functions: { orders: { shared: ['comon'] } } },
      'functions.orders.shared[0]: there is no folder lambda_src/_shared/comon; make it, or name one that is there (found: common)'],
    ['a role that only looks and is none', { pipeline: { stages: [{ name: 'a', readOnlyRoleArn: 'read-only' }] } }, 'pipeline.stages[0].readOnlyRoleArn: must be the ARN of a role'],
    ['a stage that allows no mode', { pipeline: { stages: [{ name: 'a', modes: [] }] } }, 'pipeline.stages[0].modes: '],
  ])('%s', (_, options, problem) => {
    expect(problemsOf({ name: 'app', ...options })).toContainEqual(expect.stringContaining(problem));
  });

  test('on one line, whatever the value, and without its password', () => {
    const values = ['x\ny'.repeat(500), { deep: { er: ['a', 'b'] } }, 'https://user:hunter2secret@gitlab.com', Array(500).fill('word'), () => 1];
    for (const url of values) {
      const problems = problemsOf({ name: 'app', pipeline: { gitlab: { url } } });
      expect(problems).toEqual([expect.stringMatching(/^pipeline\.gitlab\.url: must be .{1,200}$/)]);
      expect(problems.join()).not.toContain('hunter2secret');
    }
  });

  test('once, where it is of the wrong type or names nothing that could be', () => {
    expect(problemsOf({ name: 'app', functions: { orders: { smoke: [7], shared: 'common' } } })).toEqual([
      'functions.orders.shared: must be a list: [ … ] (it is \'common\')',
      'functions.orders.smoke[0]: must be a text in quotes (it is 7)',
    ]);
    expect(problemsOf({ name: 'app', functions: { order: { smoke: ['health.json'] } } })).toHaveLength(1);
  });

  test('but none of a smoke event and a shared folder that are there', () => {
    expect(problemsOf({ name: 'app', functions: { orders: { smoke: ['health.json'], shared: ['common'] } } })).toEqual([]);
  });

  test('a release in a mode that production does not take', () => {
    const stages = [{ name: 'development' }, { name: 'production', production: true }];
    expect(problemsOf({ name: 'app', bundling: { policy: { release: 'local' } }, pipeline: { stages } })).toEqual([
      "pipeline.stages[1].modes: bundling.policy.release is 'local', which this stage does not allow (docker, in-image)",
    ]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['a release in Docker without a daemon', { pipeline: { dockerInDocker: { connection: 'none' } } }, [
      "pipeline.dockerInDocker.connection: it is 'none', and bundling.policy.release is 'docker', which needs a daemon",
    ]],
    ['an image in which no current Node runs', { pythonVersion: '3.11', functions: { orders: { pythonVersion: '3.12' } }, bundling: IN_IMAGE }, [
      "bundling.policy.release: 'in-image' needs Python 3.12 or later, as no current Node runs in an older image (thumbnail)",
    ]],
    ['an image of another processor without a runner for it', { functions: { orders: { architecture: 'arm64' } }, bundling: IN_IMAGE }, [
      "pipeline.gitlab.arm64Tags: name the runners that bundle orders for arm64 in the image, or set bundling.policy.release to 'docker' or 'local'",
    ]],
    ['both at once', { pythonVersion: '3.9', architecture: 'arm64', bundling: IN_IMAGE }, [
      expect.stringMatching(/^bundling\.policy\.release: .*orders, thumbnail/),
      expect.stringMatching(/^pipeline\.gitlab\.arm64Tags: .*orders, thumbnail/),
    ] as string[]],
  ])('what no runner could do: %s', (_, options, problems) => {
    expect(problemsOf({ name: 'app', ...options })).toEqual(problems);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a release in the image without a daemon', { bundling: IN_IMAGE, pipeline: { dockerInDocker: { connection: 'none' } } }],
    ['an old Python in an image of its own', { pythonVersion: '3.9', bundling: { ...IN_IMAGE, image: 'registry.example.com/build:1' } }],
    ['an old Python and another processor, in Docker', { pythonVersion: '3.9', architecture: 'arm64' }],
    ['another processor with runners for it', { architecture: 'arm64', bundling: IN_IMAGE, pipeline: { gitlab: { arm64Tags: ['arm'] } } }],
  ])('but not %s', (_, options) => {
    expect(problemsOf({ name: 'app', ...options })).toEqual([]);
  });

  test('a folder whose name cannot be a function', () => {
    expect(problemsOf({ name: 'app' }, sourcesOf(['orders', 'My Function']))).toEqual([
      "lambda_src/My Function: a function's folder must be letters, digits, dashes, dots and underscores, 64 of them at most with those that it is in; rename it",
    ]);
  });
});

test.each(['', ' ', '\n'])('code is not allowed for the reason %j', (reason) => {
  expect(() => resolveOptions({ name: 'app', deployment: { allow: { 'Shop/It': reason } } }, SOURCES)).toThrow(/must say why this code may be deployed/);
});

describe('whatever a value is', () => {
  const VALUES = [null, 0, -1, 1e99, NaN, true, '', ' ', '\n', '$(id)', "'; exit 1; '", '../..', '--help', [], [[]], ['x'], {}, { x: {} }];

  /** Every option that is a string, a number or a switch, by the way that leads to it. */
  const SINGLE: [string, (value: unknown) => object][] = [
    ['name', (name) => ({ name })],
    ['pythonVersion', (pythonVersion) => ({ pythonVersion })],
    ['architecture', (architecture) => ({ architecture })],
    ['bundling.image', (image) => ({ bundling: { image } })],
    ['bundling.policy.unit', (unit) => ({ bundling: { policy: { unit } } })],
    ['functions.orders.handler', (handler) => ({ functions: { orders: { handler } } })],
    ['pipeline.image', (image) => ({ pipeline: { image } })],
    ['pipeline.timeoutMinutes', (timeoutMinutes) => ({ pipeline: { timeoutMinutes } })],
    ['pipeline.stages', (name) => ({ pipeline: { stages: [{ name }] } })],
    ['pipeline.stages', (region) => ({ pipeline: { stages: [{ name: 'a', region }] } })],
    ['pipeline.deployTimeoutMinutes', (deployTimeoutMinutes) => ({ pipeline: { deployTimeoutMinutes } })],
    ['pipeline.stages', (readOnlyRoleArn) => ({ pipeline: { stages: [{ name: 'a', readOnlyRoleArn }] } })],
    ['pipeline.dockerInDocker.version', (version) => ({ pipeline: { dockerInDocker: { version } } })],
    ['pipeline.dockerInDocker.connection', (connection) => ({ pipeline: { dockerInDocker: { connection } } })],
    ['pipeline.dockerInDocker.registryMirror', (registryMirror) => ({ pipeline: { dockerInDocker: { registryMirror } } })],
    ['pipeline.gitlab.url', (url) => ({ pipeline: { gitlab: { url } } })],
    ['pipeline.gitlab.certificatesVariable', (certificatesVariable) => ({ pipeline: { gitlab: { certificatesVariable } } })],
    ['local.aws', (aws) => ({ local: { aws } })],
  ];

  test.each(SINGLE)('%s refuses nonsense and shell syntax by its name', (name, optionsWith) => {
    for (const value of VALUES) {
      const problems = problemsOf({ name: 'app', ...optionsWith(value) });
      expect(problems.filter((problem) => problem.startsWith(name))).not.toEqual([]);
    }
  });

  test.each(['$(id)', "'; exit 1; '", 'a b', '', 'main\n', 'a|b', '(a', 7])('the branch %j is refused, as it would go into a pattern', (branch) => {
    const problems = problemsOf({ name: 'app', pipeline: { stages: [{ name: 'a', branches: [branch] }] } });
    expect(problems).toEqual([expect.stringMatching(/^pipeline\.stages\[0\]\.branches\[0\]: /)]);
  });

  test.each(['functions', 'bundling', 'pipeline', 'local', 'deps', 'devDeps'])('%s never breaks the check itself', (name) => {
    for (const value of VALUES) expect(() => problemsOf({ name: 'app', [name]: value })).not.toThrow();
  });
});
