import { CompositePrincipal, type IPrincipal, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { AccountAccess } from './account';
import type { Subjects } from './subjects';

/**
 * Who may assume a role: whoever brings a token of this GitLab, for this audience, with one of these subjects. Every
 * statement has both, and compares as strictly as it can; AWS knows no other claims of GitLab
 * (https://docs.gitlab.com/ci/cloud_services/aws/).
 *
 * @param provider ARN of the OpenID Connect provider
 */
export function trust({ issuer, audience }: AccountAccess, provider: string, { exact, patterns }: Subjects): IPrincipal {
  const aud = { [`${issuer}:aud`]: audience };
  return new CompositePrincipal(
    ...(exact.length > 0 ? [new WebIdentityPrincipal(provider, { StringEquals: { ...aud, [`${issuer}:sub`]: exact } })] : []),
    ...(patterns.length > 0 ? [new WebIdentityPrincipal(provider, { StringEquals: aud, StringLike: { [`${issuer}:sub`]: patterns } })] : []),
  );
}
