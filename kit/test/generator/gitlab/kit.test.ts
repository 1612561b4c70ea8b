import { kitJobs } from '../../../src/generator/gitlab/kit';
import { Pipeline, jobsOf } from '../../../src/gitlab-lint';
import { SAMPLE } from '../../project/places';

describe("the job of the kit's own tests", () => {
  const { kit: { rules = [] } } = kitJobs('trunk');

  test('looks at what changed in each pipeline that it is in, and at a whole branch and not at its first push', () => {
    expect(rules.map(({ changes }) => changes?.paths)).toEqual(rules.map(() => ['kit/**/*']));
    expect(rules.map(({ if: condition, changes }) => [condition, changes?.compare_to])).toEqual([
      ['$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', undefined],
      ['$CI_PIPELINE_SOURCE == "push"', 'refs/heads/trunk'],
      ['$CI_PIPELINE_SOURCE == "merge_request_event"', undefined],
    ]);
  });

  test('is in no pipeline that nobody pushed', () => {
    const pipeline = Pipeline.read(`${SAMPLE}/.gitlab-ci.yml`);
    const run = (kind: 'merge-request' | 'schedule') => jobsOf(pipeline, kind).find(({ job }) => job.name === 'kit')?.run;
    expect(run('schedule')).toBe('never');
    expect(run('merge-request')).not.toBe('never');
  });
});
