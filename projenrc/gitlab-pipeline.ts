import { Component, gitlab } from 'projen';
import type { ResolvedOptions, StageOptions } from './options';
import type { PythonLambdaApp } from './python-lambda-app';

/** Where a job writes the token that the AWS SDKs trade for credentials. Outside of the checkout, so no artifact holds it. */
const TOKEN_FILE = '/tmp/aws-id-token';

/** `.gitlab-ci.yml`: jobs that only call tasks. Docker is seen by the jobs that extend `.docker`, and by no other. */
export class GitlabPipeline extends Component {
  constructor(app: PythonLambdaApp, private readonly options: ResolvedOptions) {
    super(app);
    const { pipeline } = options;
    const configuration = new gitlab.GitlabConfiguration(app, {
      stages: ['test', 'bundle', 'assemble', 'deploy'],
      workflow: { rules: WORKFLOW_RULES },
      default: {
        image: { name: pipeline.image },
        interruptible: true,
        timeout: `${pipeline.timeoutMinutes} minutes`,
        retry: { max: 2, when: ['runner_system_failure', 'scheduler_failure', 'api_failure'] },
      },
      variables: {
        // A Docker-in-Docker daemon sees the build folder and no other: temporary files belong there too.
        TMPDIR: '$CI_PROJECT_DIR/.tmp',
        npm_config_cache: '$CI_PROJECT_DIR/.npm',
        UV_CACHE_DIR: '$CI_PROJECT_DIR/.uv-cache',
      },
      jobs: {
        '.node': this.checkout(),
        '.docker': this.docker(),
        'test': this.test(),
        'drift': this.drift(),
        'test-docker-bundling': this.testDockerBundling(),
        ...Object.fromEntries(pipeline.stages.flatMap((stage) => [
          [`assemble-${stage.name}`, this.assemble(stage)],
          [`deploy-${stage.name}`, this.deploy(stage)],
        ])),
      },
    });
    configuration.file.addOverride('workflow.auto_cancel', { on_new_commit: 'interruptible' }); // not in projen's model
  }

  /** A checkout with its packages installed. */
  private checkout(): gitlab.Job {
    return {
      cache: [
        { key: { files: ['package-lock.json'] }, paths: ['.npm/'] },
        { key: { files: ['lambda_src/*/requirements.txt'] }, paths: ['.uv-cache/'] },
      ],
      beforeScript: ['mkdir -p "$TMPDIR"', 'npm ci --prefer-offline'],
    };
  }

  /** The only place that knows Docker: a daemon of the job's own, over TLS, reached within a limit or not at all. */
  private docker(): gitlab.Job {
    const { version, waitSeconds, tags } = this.options.pipeline.dockerInDocker;
    return {
      ...(tags.length > 0 && { tags }),
      services: [{
        name: `docker:${version}-dind`,
        alias: 'docker', // the name in the daemon's certificate
        // The daemon must not send larger packets than the network below it takes, or installs hang.
        command: ['/bin/sh', '-c', 'exec dockerd-entrypoint.sh --mtu="$(cat /sys/class/net/eth0/mtu)"'],
        variables: { HEALTHCHECK_TCP_PORT: '2376' },
      }],
      variables: {
        DOCKER_HOST: 'tcp://docker:2376',
        DOCKER_TLS_CERTDIR: '/certs',
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: '/certs/client',
      },
      beforeScript: [
        'mkdir -p "$TMPDIR"',
        'apt-get update -qq',
        'apt-get install -y -qq --no-install-recommends docker-cli',
        `timeout ${waitSeconds} sh -c 'until docker version >/dev/null 2>&1; do sleep 1; done' || { docker version; echo "no Docker daemon after ${waitSeconds} s: the runner must be privileged and share /certs/client"; exit 69; }`,
        'npm ci --prefer-offline',
      ],
    };
  }

  private test(): gitlab.Job {
    return {
      extends: ['.node'],
      stage: 'test',
      needs: [],
      script: ['npx projen test'],
      artifacts: {
        when: gitlab.CacheWhen.ALWAYS,
        expireIn: '1 week',
        reports: {
          junit: ['test-reports/*.xml'],
        },
      },
    };
  }

  /** Generated files are as `npx projen` writes them. */
  private drift(): gitlab.Job {
    return {
      extends: ['.node'],
      stage: 'test',
      needs: [],
      variables: { PROJEN_DISABLE_POST: '1' }, // a stale package.json shall show as a diff, not as an install that fails
      script: ['npx projen', 'git diff --exit-code'],
    };
  }

  private testDockerBundling(): gitlab.Job {
    return { extends: ['.node', '.docker'], stage: 'bundle', needs: [], script: ['npx projen test:bundling'] };
  }

  /** One assembly for a stage, bundled for release; what the deploy job ships, and nothing else. */
  private assemble(stage: StageOptions): gitlab.Job {
    const inDocker = this.options.bundling.policy.release === 'docker';
    return {
      extends: inDocker ? ['.node', '.docker'] : ['.node'],
      stage: 'assemble',
      needs: ['test', 'drift', 'test-docker-bundling'],
      rules: rulesOf(stage),
      script: [`npx projen assemble ${stage.name}`],
      artifacts: { paths: [`cdk.out/${stage.name}/`], expireIn: '30 days' },
    };
  }

  private deploy(stage: StageOptions): gitlab.Job {
    return {
      extends: ['.node'],
      stage: 'deploy',
      needs: [`assemble-${stage.name}`],
      rules: rulesOf(stage, 'manual'),
      interruptible: false,
      resourceGroup: stage.name,
      environment: {
        name: stage.name,
        deploymentTier: stage.production ? gitlab.DeploymentTier.PRODUCTION : gitlab.DeploymentTier.DEVELOPMENT,
      },
      idTokens: { AWS_ID_TOKEN: { aud: 'https://sts.amazonaws.com' } },
      variables: {
        AWS_WEB_IDENTITY_TOKEN_FILE: TOKEN_FILE,
        ...(stage.roleArn && { AWS_ROLE_ARN: stage.roleArn }),
        ...(stage.region && { AWS_REGION: stage.region }),
      },
      script: [
        '(umask 077 && printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")',
        `npx projen deploy ${stage.name} --app cdk.out/${stage.name}`,
      ],
    };
  }
}

/** No branch pipeline beside a merge request's, and none for anything else. */
const WORKFLOW_RULES: gitlab.WorkflowRule[] = [
  { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
  { if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS', when: gitlab.JobWhen.NEVER },
  { if: '$CI_COMMIT_BRANCH' },
] as gitlab.WorkflowRule[];

/**
 * Chosen branches run by themselves; the default branch may deploy by hand, and its pipeline stays "blocked" until
 * somebody does, so that a failed deploy is red; nothing else may.
 */
function rulesOf(stage: StageOptions, byHand?: 'manual'): gitlab.IncludeRule[] {
  const manual = byHand && { when: gitlab.JobWhen.MANUAL };
  const automatic = stage.branches.map((branch) => ({ if: `$CI_COMMIT_BRANCH =~ /^${branchPattern(branch)}$/` }));
  return [...automatic, { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', ...manual }];
}

function branchPattern(branch: string): string {
  return branch.replace(/[.\\/]/g, '\\$&').replaceAll('*', '.*');
}
