import { createHash } from 'node:crypto';
import { fetch } from 'undici';
import { dispatcher, reason } from './network';
import { installerEnvironment } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { redact } from '../kernel/redaction';

/** PyPI's own address, unless UV_DEFAULT_INDEX or PIP_INDEX_URL names another index. */
const PYPI = 'https://pypi.org/simple';

/**
 * Downloads one file of a package from the Python package index, through the proxy and with the certificates that
 * this machine is set up for.
 *
 * @throws Failure 69 when the index cannot be reached, 65 when the file is not what its hash says
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
export async function download(project: string, file: string, sha256: string, deadlineSeconds: number): Promise<Buffer> {
  const index = (installerEnvironment().UV_DEFAULT_INDEX ?? PYPI).replace(/^[\w.-]+=(?=https?:)/, '').replace(/\/+$/, '');
  const signal = AbortSignal.timeout(deadlineSeconds * 1000);
  const page = `${index}/${project}/`;
  try {
    const listing = await get(new URL(page), index, signal);
    const links = [...listing.content.toString('utf8').matchAll(/href=(["'])(.+?)\1/g)].map((m) => m[2].replaceAll('&amp;', '&'));
    const link = links.find((href) => fileOf(href) === file);
    if (!link) throw new Error(`it does not list ${file}`);
    const { content } = await get(new URL(link, listing.address), index, signal);
    const found = createHash('sha256').update(content).digest('hex');
    if (found === sha256) return content;
    throw new Failure(`${file} has the SHA-256 ${found}, not ${sha256}`, {
      code: ExitCode.BAD_INPUT, where: redact(index), fix: 'do not trust this index; ask who runs it',
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${file} could not be downloaded: ${reason(error)}`, {
      code: ExitCode.UNAVAILABLE,
      where: redact(index),
      fix: `check the network, HTTPS_PROXY, SSL_CERT_FILE and UV_DEFAULT_INDEX, or install it by hand: pip install ${project}==${file.split('-')[1]}`,
    });
  }
}

/** The index's credentials go to the index only, wherever its page or its files turn out to be. */
async function get(url: URL, index: string, signal: AbortSignal): Promise<{ content: Buffer; address: string }> {
  const { username, password, origin } = new URL(index);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const known = (username || password) && url.origin === origin;
  const bare = new URL(url);
  bare.username = bare.password = '';
  const response = await fetch(bare, { signal, dispatcher: dispatcher(), headers: known ? { authorization: `Basic ${credentials}` } : {} });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return { content: Buffer.from(await response.arrayBuffer()), address: response.url };
}

function fileOf(href: string): string {
  return decodeURIComponent(href.split(/[?#]/)[0].split('/').pop() ?? '');
}
