import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_GROUPS } from '../../src/doctor/finding-table';
import { page } from '../../src/doctor/page';
import { KIT } from '../project/places';

test('docs/docker.md is made of the findings; its first lines say how to make it anew', () => {
  expect(readFileSync(join(KIT, 'docs/docker.md'), 'utf8').trimEnd()).toBe(page().trimEnd());
});

test('every finding is there with its fixes, and a fix that fits several places stands once', () => {
  const lines = page().split('\n');
  for (const [, group] of FINDING_GROUPS) {
    for (const code of Object.keys(group)) expect(lines.filter((line) => line.startsWith(`### ${code}: `))).toHaveLength(1);
  }
  expect(page()).toContain('- **GitLab, Kubernetes**: Pin the service and the client');
});

test('no word is taken for markup', () => {
  expect(page()).toContain('docker context use \\<name\\>');
  expect(page()).toContain('docker:\\*-dind');
});
