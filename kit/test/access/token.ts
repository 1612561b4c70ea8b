import { type Statement, listed, statementsOf } from './roles';

/** What a pipeline's token says: https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
export interface Token {
  readonly project?: string;
  readonly refType?: 'branch' | 'tag';
  readonly ref?: string;
  readonly audience?: string;
  readonly issuer?: string;
}

/** Whether a trust policy lets a token in, as IAM decides it; a condition that this does not know ends the test. */
export function letsIn(trust: unknown, token: Token): boolean {
  const { issuer = 'gitlab.com', audience = 'https://gitlab.com', project = 'acme/shop', refType = 'branch', ref = 'main' } = token;
  const keys = new Map([[`${issuer}:aud`, audience], [`${issuer}:sub`, `project_path:${project}:ref_type:${refType}:ref:${ref}`]]);
  return statementsOf(trust).some((statement) => statement.Effect === 'Allow'
    && statement.Action === 'sts:AssumeRoleWithWebIdentity'
    && statement.Principal?.Federated?.endsWith(`:oidc-provider/${issuer}`)
    && holds(statement.Condition, keys));
}

function holds(condition: Statement['Condition'] = {}, keys: ReadonlyMap<string, string>): boolean {
  return Object.entries(condition).every(([operator, expected]) => Object.entries(expected).every(([key, values]) => {
    const value = keys.get(key);
    return value !== undefined && listed(values).some((wanted) => comparison(operator)(value, wanted));
  }));
}

function comparison(operator: string): (value: string, wanted: string) => boolean {
  switch (operator) {
    case 'StringEquals':
      return (value, wanted) => value === wanted;
    case 'StringLike':
      return (value, wanted) => pattern(wanted).test(value);
    default:
      throw new Error(`a trust policy must not use ${operator}`);
  }
}

/** `*` stands for anything, slashes too, and `?` for one character; all else for itself. */
function pattern(wanted: string): RegExp {
  return new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
