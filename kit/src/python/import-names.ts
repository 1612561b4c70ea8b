/**
 * Packages whose modules have another name than they, as their wheels say in `top_level.txt` or RECORD. Others are
 * called as what is imported of them.
 */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  'attr': 'attrs',
  'aws_lambda_powertools': 'aws-lambda-powertools',
  'bs4': 'beautifulsoup4',
  'Crypto': 'pycryptodome',
  'cv2': 'opencv-python-headless',
  'dateutil': 'python-dateutil',
  'dns': 'dnspython',
  'docx': 'python-docx',
  'dotenv': 'python-dotenv',
  'fitz': 'PyMuPDF',
  'git': 'GitPython',
  'github': 'PyGithub',
  'google.protobuf': 'protobuf',
  'google.auth': 'google-auth',
  'googleapiclient': 'google-api-python-client',
  'grpc': 'grpcio',
  'jose': 'python-jose',
  'jwt': 'PyJWT',
  'magic': 'python-magic',
  'mysql': 'mysql-connector-python',
  'MySQLdb': 'mysqlclient',
  'nacl': 'PyNaCl',
  'OpenSSL': 'pyOpenSSL',
  'PIL': 'Pillow',
  'pkg_resources': 'setuptools',
  'pptx': 'python-pptx',
  'psycopg': 'psycopg[binary]',
  'psycopg2': 'psycopg2-binary',
  'pythonjsonlogger': 'python-json-logger',
  'ruamel': 'ruamel.yaml',
  'serial': 'pyserial',
  'skimage': 'scikit-image',
  'sklearn': 'scikit-learn',
  'slugify': 'python-slugify',
  'snowflake.connector': 'snowflake-connector-python',
  'socks': 'PySocks',
  'telegram': 'python-telegram-bot',
  'usb': 'pyusb',
  'websocket': 'websocket-client',
  'yaml': 'PyYAML',
  'zmq': 'pyzmq',
  // What once was in Python itself.
  'asynchat': 'pyasynchat',
  'asyncore': 'pyasyncore',
  'audioop': 'audioop-lts',
  'cgi': 'legacy-cgi',
  'cgitb': 'legacy-cgi',
  'distutils': 'setuptools',
  'imp': 'zombie-imp',
  'telnetlib': 'standard-telnetlib',
  'tomllib': 'tomli',
};

/** Namespaces that many packages share, each called as its folder in them; with the number of names. */
const SHARED: Readonly<Record<string, number>> = { 'google.cloud': 3, 'azure.mgmt': 3, 'azure': 2 };

/** The package that most likely brings a module, given with dots. */
export function distributionOf(module: string): string {
  const parts = module.split('.');
  const known = parts.map((_, i) => parts.slice(0, parts.length - i).join('.')).find((name) => Object.hasOwn(DISTRIBUTIONS, name));
  const shared = Object.keys(SHARED).find((name) => module.startsWith(`${name}.`));
  if (!known && shared) return parts.slice(0, SHARED[shared]).join('-');
  return known ? DISTRIBUTIONS[known] : parts[0].replaceAll('_', '-');
}
