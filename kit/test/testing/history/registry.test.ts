import { entry, history, linesOf } from './entries';
import { StandInRegistry, TOKEN } from './gitlab-registry';
import type { GitlabSettings } from '../../../src/config/settings';
import { HistoryRegistry } from '../../../src/testing/history/registry';
import { failureOf } from '../../project/workspace';

let registry: StandInRegistry;
const others: StandInRegistry[] = [];

beforeEach(async () => {
  registry = await StandInRegistry.start();
});

afterEach(() => [registry, ...others.splice(0)].forEach((one) => one.stop()));

async function another(): Promise<StandInRegistry> {
  const started = await StandInRegistry.start();
  others.push(started);
  return started;
}

test('what is pushed is pulled again, with the token of the job', async () => {
  const client = registry.client();
  expect(await client.pull()).toBeUndefined();
  await client.push(history(entry('a', 1), entry('b', 2)));
  expect(await client.pull()).toEqual(history(entry('a', 1), entry('b', 2)));
  expect(registry.asked.map(({ method, headers }) => [method, headers['job-token']])).toEqual([['GET', TOKEN], ['PUT', TOKEN], ['GET', TOKEN]]);
});

test('single lines that cannot be read hide no other', async () => {
  registry.file = `{"schemaVersion":2}\n${linesOf(entry('a', 1))}torn`;
  expect(await registry.client().pull()).toEqual({ entries: [entry('a', 1)], unreadable: [{ number: 1, text: '{"schemaVersion":2}' }, { number: 3, text: 'torn' }] });
});

test('a history of a later version alone is one', async () => {
  registry.file = '{"schemaVersion":2}\n';
  expect(await registry.client().pull()).toEqual({ entries: [], unreadable: [{ number: 1, text: '{"schemaVersion":2}' }] });
});

describe('a redirect', () => {
  test('to an object store is followed, and the store does not see the token', async () => {
    const store = await another();
    store.answer = (_, response) => response.end(linesOf(entry('a', 1)));
    registry.answer = (_, response) => response.writeHead(302, { location: `${store.origin}/bucket/file?signature=x` }).end('moved');
    expect(await registry.client().pull()).toEqual(history(entry('a', 1)));
    expect(store.asked.map(({ url }) => url)).toEqual(['/bucket/file?signature=x']);
    expect(JSON.stringify(store.asked[0].headers)).not.toContain(TOKEN);
  });

  test('within GitLab keeps it', async () => {
    registry.file = linesOf(entry('a', 1));
    registry.answer = (request, response) => (request.url === '/moved' ? response.end(registry.file) : response.writeHead(307, { location: '/moved' }).end());
    expect((await registry.client().pull())?.entries).toEqual([entry('a', 1)]);
    expect(registry.asked.map(({ headers }) => headers['job-token'])).toEqual([TOKEN, TOKEN]);
  });

  test('without an end ends', async () => {
    registry.answer = (request, response) => response.writeHead(302, { location: request.url! }).end();
    expect(await failureOf(() => registry.client().pull())).toMatchObject({ code: 69, message: expect.stringContaining('more than 5 times') });
    expect(registry.asked).toHaveLength(6);
  });

  test('of an upload is not followed', async () => {
    const store = await another();
    registry.answer = (_, response) => response.writeHead(307, { location: store.origin }).end();
    expect(await failureOf(() => registry.client().push(history()))).toMatchObject({ code: 69, message: 'GitLab answered 307' });
    expect(store.asked).toEqual([]);
  });
});

describe.each(['GET', 'PUT'])('a %s that fails', (method) => {
  const ask = (seconds?: number) => failureOf(() => (method === 'GET' ? registry.client(seconds).pull() : registry.client(seconds).push(history(entry('a', 1)))));

  test.each([401, 403])('with %d has no permission, and the settings are named', async (status) => {
    registry.answer = (_, response) => response.writeHead(status).end('no');
    const failure = await ask();
    expect(failure).toMatchObject({ code: 77, message: `GitLab refused it with ${status}`, where: registry.address });
    expect(failure.fix).toMatch(/package registry on.*duplicates.*Developer/);
  });

  test.each([500, 502, 503, 429])('with %d is for later', async (status) => {
    registry.answer = (_, response) => response.writeHead(status).end('oops');
    expect(await ask()).toMatchObject({ code: 75, message: `GitLab answered ${status}` });
  });

  test('with anything else is not available', async () => {
    registry.answer = (_, response) => response.writeHead(418).end();
    expect(await ask()).toMatchObject({ code: 69, message: 'GitLab answered 418' });
  });

  test('because nothing is answered in time is for later', async () => {
    registry.answer = () => undefined;
    expect(await ask(0.3)).toMatchObject({ code: 75, message: 'GitLab did not answer within 0.3 s' });
  });

  test('because the answer does not end in time is for later', async () => {
    registry.answer = (_, response) => response.write('{"schemaVersion":');
    expect(await ask(0.3)).toMatchObject({ code: 75, message: 'GitLab did not answer within 0.3 s' });
  });

  test('because the connection breaks, or nothing listens, is not available', async () => {
    registry.answer = (_, response) => response.destroy();
    expect(await ask()).toMatchObject({ code: 69 });
    const gone = await another();
    const client = gone.client();
    gone.stop();
    expect(await failureOf(() => (method === 'GET' ? client.pull() : client.push(history())))).toMatchObject({ code: 69, where: expect.any(String) });
  });
});

test.each([400, 404, 409])('an upload that is answered with %d is refused', async (status) => {
  registry.answer = (_, response) => response.writeHead(status).end();
  expect(await failureOf(() => registry.client().push(history()))).toMatchObject({ code: 77 });
});

test.each(['<!DOCTYPE html><title>Sign in</title>', 'a,b\n1,2\n'])('%j is no history, and says so', async (text) => {
  registry.file = text;
  expect(await failureOf(() => registry.client().pull())).toMatchObject({ code: 65, message: expect.stringContaining(text.slice(0, 3)), fix: expect.stringContaining('sign-in page') });
});

test('an answer without an end is not read to its end', async () => {
  registry.answer = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(1_000_000)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  expect(await failureOf(() => registry.client().pull())).toMatchObject({ code: 69, message: expect.stringContaining('more than 20 MB') });
});

describe('who asks, and where', () => {
  const gitlab: GitlabSettings = { url: 'https://gitlab.example.com', project: 'group/sub/project', defaultBranch: 'main' };

  test('is the job, in a job', async () => {
    const client = HistoryRegistry.of({ ...gitlab, project: undefined }, registry.variables);
    expect(await client.pull()).toBeUndefined();
    expect(registry.asked[0].headers).toMatchObject({ 'job-token': TOKEN });
  });

  test('is the person whose token is set, elsewhere', async () => {
    const { url, project } = { url: registry.origin, project: 'group/sub/project' };
    await HistoryRegistry.of({ ...gitlab, url, project }, { GITLAB_TOKEN: `${TOKEN}\n` }).pull();
    expect(registry.asked[0]).toMatchObject({
      url: '/api/v4/projects/group%2Fsub%2Fproject/packages/generic/bundling-history/1.0.0/history.jsonl', headers: { 'private-token': TOKEN },
    });
  });

  test.each([
    [{ ...gitlab, project: undefined }, {}, /pipeline\.gitlab\.project.* and GITLAB_TOKEN/],
    [{ ...gitlab, project: undefined }, { GITLAB_TOKEN: 'x' }, /^set pipeline\.gitlab\.project in/],
    [gitlab, {}, /^set GITLAB_TOKEN/],
  ])('has to be known: %#', async (settings, variables, fix) => {
    expect(await failureOf(() => HistoryRegistry.of(settings, variables))).toMatchObject({ code: 78, fix: expect.stringMatching(fix) });
  });

  test('is in no message', async () => {
    const client = new HistoryRegistry({ address: registry.address, token: ['JOB-TOKEN', 'not\na header'] });
    const failure = await failureOf(() => client.pull());
    expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain('not\\na header');
  });
});
