import { type KeyExportOptions, type KeyObject, generateKeyPairSync } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { privateName, secretsIn } from '../../../src/bundling/verification/secrets';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const EC = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const BODY = 'MIIEpAIBAAKCAQEA'.repeat(8);
const KEY = ['a private key'];

const exported = (key: KeyObject, options: Record<string, string>) => Buffer.from(key.export(options as unknown as KeyExportOptions<'pem'>));
const encrypted = { cipher: 'aes-256-cbc', passphrase: 'secret' };
const pem = RSA.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const wide = (text: string) => Buffer.from(text, 'utf16le');

describe('a private key is found', () => {
  test.each<[string, Buffer | string]>([
    ['PKCS#8', pem],
    ['PKCS#1', exported(RSA.privateKey, { type: 'pkcs1', format: 'pem' })],
    ['SEC 1', exported(EC.privateKey, { type: 'sec1', format: 'pem' })],
    ['an encrypted PKCS#8', exported(RSA.privateKey, { type: 'pkcs8', format: 'pem', ...encrypted })],
    ['one that is encrypted as OpenSSL once did', exported(RSA.privateKey, { type: 'pkcs1', format: 'pem', ...encrypted })],
    ['that with Windows line ends', exported(RSA.privateKey, { type: 'pkcs1', format: 'pem', ...encrypted }).toString().replaceAll('\n', '\r\n')],
    ['OpenSSH', `-----BEGIN OPENSSH PRIVATE KEY-----\n${BODY}\n-----END OPENSSH PRIVATE KEY-----\n`],
    ['PGP', `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${BODY}\n`],
    ['PGP with headers', `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\nComment: mine\n\n${BODY}\n`],
    ['that in JSON', JSON.stringify({ key: `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A\n\n${BODY}\n` })],
    ['in Python', `KEY = (\n    "-----BEGIN RSA PRIVATE KEY-----\\n"\n    "${BODY}\\n"\n)\n`],
    ['in UTF-16', wide(`\ufeff${pem}`)],
    ['in UTF-16, the other way round', wide(`\ufeff${pem}`).swap16()],
    ['in UTF-16 without a mark', wide(`key: ${pem}`)],
    ['at the end of a large text', `${'timestamp,level,message\n'.repeat(120_000)}${pem}`],
    ['after a certificate', `${rootCertificates[0]}\n${pem}`],
  ])('%s', (_, content) => {
    expect(secretsIn(Buffer.from(content))).toEqual(KEY);
  });

  test.each<[string, Buffer]>([
    ['PKCS#8', exported(RSA.privateKey, { type: 'pkcs8', format: 'der' })],
    ['PKCS#8 of a curve', exported(EC.privateKey, { type: 'pkcs8', format: 'der' })],
    ['PKCS#1', exported(RSA.privateKey, { type: 'pkcs1', format: 'der' })],
    ['SEC 1', exported(EC.privateKey, { type: 'sec1', format: 'der' })],
    ['an encrypted PKCS#8', exported(RSA.privateKey, { type: 'pkcs8', format: 'der', ...encrypted })],
  ])('in DER: %s', (_, content) => {
    expect(secretsIn(content)).toEqual(KEY);
  });
});

test('key stores are found by what they hold', () => {
  const pkcs12 = Buffer.concat([Buffer.from('308201000201033082', 'hex'), Buffer.alloc(251)]);
  expect(secretsIn(pkcs12)).toEqual(['a key store']);
  expect(secretsIn(Buffer.from('feedfeed0000000200000001', 'hex'))).toEqual(['a key store']);
});

describe('nothing is found', () => {
  test.each<[string, Buffer | string]>([
    ['in a certificate', rootCertificates[0]],
    ['in a bundle of certificates', rootCertificates.join('\n')],
    ['in a certificate in DER', Buffer.from(rootCertificates[0].replace(/-----.*-----|\n/g, ''), 'base64')],
    ['in a public key', exported(RSA.publicKey, { type: 'spki', format: 'pem' })],
    ['in a public key in DER', exported(RSA.publicKey, { type: 'spki', format: 'der' })],
    ['in a public key of a curve', exported(EC.publicKey, { type: 'spki', format: 'der' })],
    ['in a public RSA key in DER', exported(RSA.publicKey, { type: 'pkcs1', format: 'der' })],
    ['in a public PGP key', `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${BODY}\n`],
    ['in code that reads keys', 'HEADER = "-----BEGIN PRIVATE KEY-----"\nif HEADER in text: readPrivateKeyFromText(text)\n'],
    ['in a library that does', Buffer.from('\x7fELF\0-----BEGIN RSA PRIVATE KEY-----\0anotherLongWordInAList\0', 'latin1')],
    ['in UTF-16 that says so', wide('\ufeffThe PRIVATE KEY is not here.')],
    ['in a class of Java', Buffer.from('cafebabe0000003400000000', 'hex')],
    ['in what only begins as a key does', Buffer.from('3082010002010030aabbcc', 'hex')],
    ['in an empty file', ''],
  ])('%s', (_, content) => {
    expect(secretsIn(Buffer.from(content))).toEqual([]);
  });
});

test.each(['prod.env', 'app/local.env', 'client.p12', 'Client.PFX', 'trust.jks', 'app.keystore'])('%s is private where it is ours', (path) => {
  expect(privateName(path, true)).toBe(path);
  expect(privateName(path, false)).toBeUndefined();
});

test.each(['example.env', 'app/prod-sample.env', '.env.example', 'env', 'p12.py', 'ca.pem', 'ca.crt', 'key.der'])('%s is not private by its name', (path) => {
  expect(privateName(path, true)).toBeUndefined();
});
