import type { PythonVersion } from '../config/policy';

/**
 * Modules of Python 3.10 that Linux has, but for those with an underscore.
 *
 * @see https://docs.python.org/3/library/sys.html#sys.stdlib_module_names, which a test holds it against
 */
const MODULES = new Set(`
abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2 cProfile calendar cgi
cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes
curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr
imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap
modulefinder multiprocessing netrc nis nntplib ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes
pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver
spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny
tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize trace traceback tracemalloc tty turtle turtledemo types
typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`.trim().split(/\s+/));

/** The first version with a module. @see https://docs.python.org/3/whatsnew/ of each */
const ADDED: Readonly<Partial<Record<PythonVersion, readonly string[]>>> = {
  3.11: ['tomllib'],
  3.14: ['annotationlib', 'compression'],
  3.15: ['profiling'],
};

/** The first version without a module. @see https://docs.python.org/3/whatsnew/ of each */
const REMOVED: Readonly<Partial<Record<PythonVersion, readonly string[]>>> = {
  '3.10': ['formatter', 'parser', 'symbol'],
  '3.11': ['binhex'],
  '3.12': ['asynchat', 'asyncore', 'distutils', 'imp', 'smtpd'],
  '3.13': [
    'aifc', 'audioop', 'cgi', 'cgitb', 'chunk', 'crypt', 'imghdr', 'lib2to3', 'mailcap', 'nis', 'nntplib', 'ossaudiodev', 'pipes', 'sndhdr', 'spwd',
    'sunau', 'telnetlib', 'uu', 'xdrlib',
  ],
  '3.15': ['sre_compile', 'sre_constants', 'sre_parse'],
};

/** Whether Python of this version brings a top-level module. Private ones come and go: what begins with `_` is taken for one. */
export function isStandardModule(name: string, version: PythonVersion): boolean {
  const added = versionIn(ADDED, name);
  if (!name.startsWith('_') && !MODULES.has(name) && !added && !versionIn(REMOVED, name)) return false;
  return (!added || minor(version) >= minor(added)) && !removedBy(name, version);
}

/** The Python version, up to this one, that took the module out of the standard library. */
export function removedBy(name: string, version: PythonVersion): PythonVersion | undefined {
  const removed = versionIn(REMOVED, name);
  return removed && minor(version) >= minor(removed) ? removed : undefined;
}

/** The Python version, later than this one, that has the module first. */
export function addedAfter(name: string, version: PythonVersion): PythonVersion | undefined {
  const added = versionIn(ADDED, name);
  return added && minor(version) < minor(added) ? added : undefined;
}

function versionIn(table: Readonly<Partial<Record<PythonVersion, readonly string[]>>>, name: string): PythonVersion | undefined {
  return (Object.keys(table) as PythonVersion[]).find((version) => table[version]!.includes(name));
}

function minor(version: PythonVersion): number {
  return Number(version.split('.')[1]);
}
