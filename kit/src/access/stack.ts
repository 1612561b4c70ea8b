import {
  Annotations, BOOTSTRAP_QUALIFIER_CONTEXT, BootstraplessSynthesizer, CfnOutput, type CfnResource, DefaultStackSynthesizer, Duration,
  type Environment, RemovalPolicy, Stack,
} from 'aws-cdk-lib';
import { type IPrincipal, OidcProviderNative, PolicyDocument, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type AccountAccess, type RoleVariable, VARIABLE_METADATA } from './account';
import { type StagePlace, deployPermissions, readPermissions } from './permissions';
import { anyBranch, deployingSubjects } from './subjects';
import { trust } from './trust';
import type { StageSettings } from '../config/settings';

interface GitlabAccessProps {
  readonly access: AccountAccess;
  /** The account trusts this GitLab already, by a provider that is not in this stack. */
  readonly providerExists: boolean;
  readonly env: Environment;
}

/** Lets pipelines of one GitLab project into one account: no key is stored anywhere. */
export class GitlabAccessStack extends Stack {
  private readonly access: AccountAccess;
  private readonly provider: string;

  constructor(scope: Construct, { access, providerExists, env }: GitlabAccessProps) {
    // With the caller's own rights: those that CloudFormation has by the bootstrap may not suffice to make roles, and should not.
    const description = `What pipelines of ${access.project} may do in this account`;
    super(scope, access.stack, { env, description, synthesizer: new BootstraplessSynthesizer(), analyticsReporting: false });
    this.access = access;
    this.provider = this.formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: access.issuer });
    const provider = providerExists ? undefined : this.addProvider();
    for (const stage of access.stages) {
      const roles = new Construct(this, stage.name);
      this.addDeployRole(roles, stage);
      this.addReadOnlyRole(roles, stage);
      if (provider) roles.node.addDependency(provider);
    }
    if (env.account && access.otherAccounts.includes(env.account)) {
      Annotations.of(this).addError(`${env.account} is the account of another stage too: name it for ${access.stages.map(({ name }) => name).join(', ')} in .projenrc.ts as well`);
    }
  }

  /** Kept when it leaves the stack: other stacks may rely on it. IAM finds the certificate's thumbprint itself. */
  private addProvider(): OidcProviderNative {
    const { issuer, audience } = this.access;
    return new OidcProviderNative(this, 'Provider', { url: `https://${issuer}`, clientIds: [audience], removalPolicy: RemovalPolicy.RETAIN });
  }

  private addDeployRole(scope: Construct, stage: StageSettings): void {
    const trusted = trust(this.access, this.provider, deployingSubjects(this.access, stage.branches));
    const place = this.placeOf(stage);
    const variable = { name: 'AWS_ROLE_ARN', environment: stage.name, protected: true, region: place.region } as const;
    this.addRole(scope, 'Deploy', trusted, deployPermissions(place), variable);
  }

  private addReadOnlyRole(scope: Construct, stage: StageSettings): void {
    const trusted = trust(this.access, this.provider, anyBranch(this.access));
    const place = this.placeOf(stage);
    const variable = { name: 'AWS_READ_ONLY_ROLE_ARN', environment: stage.name, protected: false, region: place.region } as const;
    this.addRole(scope, 'ReadOnly', trusted, readPermissions(place), variable);
  }

  private addRole(scope: Construct, id: string, assumedBy: IPrincipal, statements: PolicyStatement[], variable: RoleVariable): void {
    const role = new Role(scope, id, {
      assumedBy,
      description: `${id === 'Deploy' ? 'Deploys' : 'Reads'} ${variable.environment} from GitLab pipelines of ${this.access.project}`,
      inlinePolicies: { [id]: new PolicyDocument({ statements }) },
      maxSessionDuration: Duration.hours(1),
    });
    (role.node.defaultChild as CfnResource).addMetadata(VARIABLE_METADATA, variable);
    new CfnOutput(scope, `${id}RoleArn`, { value: role.roleArn, description: describe(variable) });
  }

  private placeOf({ name, region }: StageSettings): StagePlace {
    const prefix = this.access.prefixes[name];
    return {
      partition: this.partition,
      account: this.account,
      region: region ?? this.region,
      qualifier: (this.node.tryGetContext(BOOTSTRAP_QUALIFIER_CONTEXT) as string | undefined) ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER,
      prefix,
      longerPrefixes: Object.values(this.access.prefixes).filter((other) => other.startsWith(`${prefix}-`)),
    };
  }
}

function describe({ name, environment, protected: isProtected }: RoleVariable): string {
  return `GitLab variable ${name}, environment ${environment}, ${isProtected ? 'protected' : 'not protected'}`;
}
