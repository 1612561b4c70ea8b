import { PLACES } from '../../src/doctor/finding';
import { FINDINGS, FINDING_GROUPS } from '../../src/doctor/finding-table';

const all = FINDING_GROUPS.flatMap(([, group]) => Object.entries(group));

test('every code is used once, and in this form', () => {
  const codes = all.map(([code]) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => !/^DIND\d\d$/.test(code))).toEqual([]);
  expect(codes).toEqual(expect.arrayContaining(Object.keys(FINDINGS)));
});

test('codes keep their meaning: these are in job logs and in documents of others', () => {
  expect(Object.fromEntries(all.map(([code, { title }]) => [code, title]))).toMatchInlineSnapshot(`
{
  "DIND01": "Nothing says where the Docker daemon is",
  "DIND02": "DOCKER_HOST names a port on which the daemon does not listen",
  "DIND03": "The client speaks plain HTTP to a daemon that wants TLS",
  "DIND04": "The daemon's certificates are not shared with this job",
  "DIND05": "The daemon's name does not resolve",
  "DIND06": "The daemon did not come up in time",
  "DIND07": "The certificates belong to another daemon",
  "DIND08": "The daemon's certificate is not for the name in DOCKER_HOST",
  "DIND09": "A daemon without TLS starts slowly on purpose",
  "DIND10": "The daemon takes the DOCKER_HOST of the jobs for its own",
  "DIND11": "The docker client and the daemon speak no common version",
  "DIND12": "Containers send larger packets than this host's network carries",
  "DIND13": "The runner is too old for Docker 29 on its host",
  "DIND14": "The daemon does not find the registry's name",
  "DIND15": "The way to the daemon leads through the proxy",
  "DIND16": "The registry refuses more pulls for now",
  "DIND17": "The daemon copies every layer (storage driver vfs)",
  "DIND18": "The daemon is older than Docker 20.10",
  "DIND19": "The daemon does not trust the registry's certificate",
  "DIND21": "The daemon cannot set up the host's firewall",
  "DIND22": "The docker client has no buildx",
  "DIND23": "There is no docker client",
  "DIND24": "The daemon takes the connection and never answers",
  "DIND25": "The TLS settings are half there",
  "DIND26": "The client wants TLS, and the daemon speaks without",
  "DIND27": "This user may not use the daemon's socket",
  "DIND28": "The engine refuses, and the doctor does not know why",
  "DIND29": "The daemon's disk is full",
  "DIND30": "This job's own disk is nearly full",
  "DIND31": "The daemon does not see the folder for temporary files",
  "DIND32": "The daemon does not see the checkout",
  "DIND33": "The daemon's certificate is not valid now",
  "DIND34": "The registry does not answer the daemon",
  "DIND35": "The image cannot be pulled",
  "DIND36": "The folder for temporary files cannot be used",
  "DIND37": "The context that the docker client is to use does not exist",
  "DIND38": "The client does not get to the daemon over SSH",
}
`);
});

test.each(all)('%s says why, and what fixes it in each place', (_, { title, why, fixes }) => {
  expect(title).toMatch(/^[A-Z].*[^.]$/);
  expect(why).toMatch(/^\S.{40,}[.]$/);
  expect(why).not.toMatch(/\s\s|\n/);
  for (const place of PLACES) expect(fixes[place]).toMatch(/^\S.{8,}[.]$/);
});

test.each(all)('%s is a paragraph and no more', (_, { why, fixes }) => {
  expect(why.length).toBeLessThan(450);
  for (const place of PLACES) expect(fixes[place].length).toBeLessThan(300);
});

test("a name that does not resolve may have three causes, and privileges are blamed only when the service's log does", () => {
  const { why, fixes: { gitlab } } = FINDINGS.DIND05;
  expect(why).toContain('The job has no such service at all');
  expect(gitlab.indexOf('add the service')).toBeLessThan(gitlab.indexOf('privileged'));
  for (const [said, fix] of [['permission denied', 'privileged = true'], ['no space left', "room on the runner's host"]]) {
    expect(gitlab.split('; ').find((part) => part.includes(said))).toContain(fix);
  }
});

test('a service in which nothing listens is told to run a daemon first, and to have a health check only if it has none', () => {
  const { gitlab } = FINDINGS.DIND06.fixes;
  expect(gitlab.indexOf('exec dockerd-entrypoint.sh')).toBeLessThan(gitlab.indexOf('HEALTHCHECK_TCP_PORT'));
  expect(gitlab).toContain('if it has none');
});
