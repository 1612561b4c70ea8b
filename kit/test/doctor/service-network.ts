import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import { PROGRAM } from '../../src/kernel/program';
import { REPOSITORY } from '../project/places';

/** Where a job has its checkout, and a folder that it shares with its service. */
export const JOB_CHECKOUT = '/builds/app';
export const SHARED = '/builds/shared';
const JOB_IMAGE = 'node:24-trixie';
const SERVICE_IMAGE = 'docker:29-dind';
const CLIENT_IMAGE = 'docker:29-cli';
const LABEL = 'doctor-test';
const DOCKER_MS = 120_000;

/** As GitLab's documentation has it, and as the generated jobs do. */
export const TLS = { DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: '/certs', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client' };
/** The packet size of the job's network for the inner network, as the generated jobs have it. */
export const SAME_MTU = ['/bin/sh', '-c', 'exec dockerd-entrypoint.sh --mtu="$(cat /sys/class/net/eth0/mtu)"'];

export interface ServiceOptions {
  readonly aliases?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly privileged?: boolean;
  /** Volume on /certs/client. @default - it is not shared */
  readonly certificates?: string;
  readonly options?: readonly string[];
}

export interface JobOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly wait?: number;
  readonly certificates?: string;
  /** Where the checkout is in the job. @default - where the service sees it, too */
  readonly checkout?: string;
  /** Whether the image has a docker client. @default true */
  readonly client?: boolean;
  readonly options?: readonly string[];
}

export interface Examined {
  readonly code: number;
  /** As the doctor counts them: an engine under load takes its time to start the job. */
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly checks: readonly { readonly id: string; readonly state: string; readonly code?: string; readonly what: string }[];
  /** Codes of failures. */
  readonly failures: readonly string[];
  /** Codes of warnings. */
  readonly warnings: readonly string[];
}

/** Everything that the tests of a file make of an engine, under one label, by which it is removed. */
export class TestBed {
  private readonly name = `${LABEL}-${randomBytes(4).toString('hex')}`;
  private readonly networks: ServiceNetwork[] = [];
  private copied?: Promise<string>;

  /** @param mtu - packet size of the network; Docker's own by default */
  public async network(mtu?: number): Promise<ServiceNetwork> {
    const network = new ServiceNetwork(this, this.name, `${this.name}-${this.networks.length}`);
    this.networks.push(network);
    await docker(['network', 'create', '--label', this.name, ...(mtu ? ['--opt', `com.docker.network.driver.mtu=${mtu}`] : []), network.name]);
    return network;
  }

  /** The volume with a client program; the job image has none, as GitLab's has none. */
  public client(): Promise<string> {
    const volume = `${this.name}-client`;
    this.copied ??= this.networks[0].prepare('cp -L "$(command -v docker)" /client/docker', ['client'], `${this.name}-`).then(() => volume);
    return this.copied;
  }

  public async remove(): Promise<void> {
    const list = async (...args: string[]) => (await docker(args)).stdout.split('\n').filter(Boolean);
    const containers = await list('ps', '--all', '--quiet', '--filter', `label=${this.name}`);
    if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers]);
    const volumes = await list('volume', 'ls', '--quiet', '--filter', `name=${this.name}-`);
    if (volumes.length > 0) await docker(['volume', 'rm', '--force', ...volumes]);
    await docker(['network', 'rm', ...this.networks.map(({ name }) => name)]);
  }
}

/** A network with what a runner would start there: services, and a job that runs the doctor. */
export class ServiceNetwork {
  constructor(private readonly bed: TestBed, private readonly label: string, public readonly name: string) {}

  public volume(name: string): string {
    return `${this.name}-${name}`;
  }

  /** A Docker daemon in a container, as a job's service. @returns its container */
  public async service({ aliases = ['docker'], env = { DOCKER_TLS_CERTDIR: '/certs' }, args = SAME_MTU, ...options }: ServiceOptions = {}): Promise<string> {
    const started = await docker([
      'run', '--detach', ...this.common(aliases), ...(options.privileged === false ? [] : ['--privileged']), ...variables(env),
      ...(options.certificates ? ['--volume', `${this.volume(options.certificates)}:/certs/client`] : []),
      '--volume', `${REPOSITORY}:${JOB_CHECKOUT}:ro`, '--volume', `${this.volume('shared')}:${SHARED}`, ...options.options ?? [], SERVICE_IMAGE, ...args,
    ]);
    return started.stdout.trim();
  }

  /** A server in Node under a name of this network, or in the container of a service, so that it is on the service's own address. */
  public async server(alias: string, program: string, env: Readonly<Record<string, string>> = {}, service?: string): Promise<void> {
    const place = service ? ['--label', this.label, '--network', `container:${service}`] : this.common([alias]);
    await docker(['run', '--detach', ...place, ...variables(env), JOB_IMAGE, 'node', '--eval', program]);
  }

  /** Runs the doctor in a job of this network. */
  public async examine({ env = TLS, args = [], wait = 20, checkout = JOB_CHECKOUT, client = true, ...options }: JobOptions = {}): Promise<Examined> {
    const { code, stdout, stderr } = await docker([
      'run', '--rm', ...this.common([]), ...variables({ CI: 'true', GITLAB_CI: 'true', TMPDIR: SHARED, NO_COLOR: '1', ...env }),
      ...(client ? ['--volume', `${await this.bed.client()}:/client`, '--env', 'PATH=/client:/usr/local/bin:/usr/bin:/bin'] : []),
      ...(options.certificates ? ['--volume', `${this.volume(options.certificates)}:/certs/client`] : []),
      '--volume', `${REPOSITORY}:${checkout}:ro`, '--volume', `${this.volume('shared')}:${SHARED}`, '--workdir', checkout, ...options.options ?? [],
      JOB_IMAGE, 'node', `${checkout}/${relative(REPOSITORY, PROGRAM)}`, 'doctor', '--wait', String(wait), ...(args.includes('--text') ? [] : ['--json']),
      ...args.filter((arg) => arg !== '--text'),
    ], true);
    const { checks, seconds } = stdout.startsWith('{') ? JSON.parse(stdout) as Pick<Examined, 'checks' | 'seconds'> : { checks: [], seconds: 0 };
    const codes = (state: string) => checks.filter((check) => check.state === state).map((check) => check.code!);
    return { code, seconds, stdout, stderr, checks, failures: codes('failed'), warnings: codes('warning') };
  }

  /** Runs something with volumes of this network at the root. */
  public async prepare(script: string, volumes: readonly string[], prefix = `${this.name}-`): Promise<void> {
    const mounts = volumes.flatMap((volume) => ['--volume', `${prefix}${volume}:/${volume}`]);
    await docker(['run', '--rm', '--label', this.label, ...mounts, '--entrypoint', 'sh', CLIENT_IMAGE, '-c', script]);
  }

  private common(aliases: readonly string[]): string[] {
    return ['--label', this.label, '--network', this.name, ...aliases.flatMap((alias) => ['--network-alias', alias])];
  }
}

/** Runs docker, which must succeed unless its failure is what is looked at. */
export function docker(args: readonly string[], mayFail = false): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile('docker', args, { timeout: DOCKER_MS, maxBuffer: 16e6 }, (error, stdout, stderr) => {
      if (error && (!mayFail || typeof error.code !== 'number')) reject(new Error(`docker ${args[0]}: ${stderr || error.message}`));
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
}
