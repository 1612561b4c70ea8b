/** What is known of an outcome from its words alone: for these, engines and registries have neither an exit code nor a field. */
type Meaning = 'transient' | 'foreign';

interface Message {
  readonly pattern: RegExp;
  /** Who writes it. */
  readonly source: string;
}

/** The only place in which the words of an engine decide anything. */
const MESSAGES: Record<Meaning, readonly Message[]> = {
  /** Trouble of a registry or of the way to it, which is often over after a moment. `docker create` ends with 1 or 125 for each. */
  transient: [
    { pattern: /TLS handshake timeout/i, source: 'Go, net/http' },
    { pattern: /i\/o timeout/i, source: 'Go, net: a deadline passed' },
    { pattern: /connection reset/i, source: 'the operating system, ECONNRESET' },
    { pattern: /unexpected EOF/i, source: 'Go, io.ErrUnexpectedEOF' },
    { pattern: /temporary failure/i, source: 'the resolver of the C library, EAI_AGAIN' },
    { pattern: /toomanyrequests/i, source: 'an error code of the OCI distribution specification' },
    { pattern: /50[0234] /, source: 'the HTTP status of a registry' },
  ],
  /** An engine that cannot run, or an image that does not have, the processor that is asked for. `docker start` ends as a program would. */
  foreign: [
    { pattern: /exec format error/i, source: 'the operating system, ENOEXEC, by way of runc or crun' },
    { pattern: /no matching manifest/i, source: 'Moby and containerd, when an image index has no such platform' },
    { pattern: /does not (?:provide|match) the specified platform/i, source: 'Moby, when the image that is there is for another one' },
    { pattern: /no image found in (?:manifest list|image index)/i, source: 'Podman, by containers/image' },
  ],
};

export function says(meaning: Meaning, output: string): boolean {
  return MESSAGES[meaning].some(({ pattern }) => pattern.test(output));
}
