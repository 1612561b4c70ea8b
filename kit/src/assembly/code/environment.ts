import { type CodeRule, unaccounted } from './code-kind';
import { isObject } from '../templates';

/**
 * Variables by which a function runs other code than its own: where Python, Node, the dynamic linker, the shell of the
 * runtime and libraries with plugins look for code, and what Lambda starts or asks in place of the runtime. Others
 * (`PYTHONUNBUFFERED`, `PYTHONWARNINGS`) choose among what is in the bundle.
 *
 * @see https://docs.python.org/3/using/cmdline.html#environment-variables
 * @see https://man7.org/linux/man-pages/man8/ld.so.8.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 */
const CODE_VARIABLES = new Set([
  'PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', 'PYTHONUSERBASE', 'PYTHONPLATLIBDIR', 'PYTHONPYCACHEPREFIX', 'NODE_OPTIONS', 'NODE_PATH',
  'LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'GCONV_PATH', 'OPENSSL_CONF', 'OPENSSL_ENGINES', 'OPENSSL_MODULES', 'PATH', 'BASH_ENV',
  'AWS_LAMBDA_EXEC_WRAPPER', 'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT', '_HANDLER',
]);

/** Lists of places in which code is looked for, and a program that is started: harmless where what is deployed is all that is there. */
const PLACES = new Set(['PYTHONPATH', 'NODE_PATH', 'LD_LIBRARY_PATH', 'PATH', 'AWS_LAMBDA_EXEC_WRAPPER']);

/** The bundle, layers (which are accounted for by themselves), and the runtime's image. A file system is mounted below `/mnt`, and `/tmp` is written to. */
const ACCOUNTED_PLACE = /^\/(?:var\/(?:task|runtime|lang)|opt|usr|bin|lib|lib64)(?:\/(?!\.\.)[^/]*)*$/;

/** Variables by which a function runs other code. Each is allowed by its own name. */
export const ENVIRONMENT: CodeRule = {
  title: 'a variable of a function',
  find({ resource: { Type, Properties = {} }, constructPath }) {
    if (Type !== 'AWS::Lambda::Function' || Properties.Environment === undefined) return [];
    const path = `${constructPath}/Environment`;
    const variables = variablesOf(Properties.Environment);
    if (!variables) return [{ path, source: undefined }];
    return Object.entries(variables).filter(([name, value]) => CODE_VARIABLES.has(name) && !staysInPlace(name, value))
      .map(([name]) => ({ path: `${path}/${name}`, source: name }));
  },
  judge: ({ source }) => source === undefined
    ? unaccounted('only CloudFormation knows its variables', 'write their names into the app')
    : unaccounted(`by the variable ${String(source)} other code than its own can run`, 'do without the variable'),
};

function staysInPlace(name: string, value: unknown): boolean {
  return PLACES.has(name) && typeof value === 'string' && value.split(':').every((place) => ACCOUNTED_PLACE.test(place));
}

/** A function's variables, or nothing where an intrinsic function makes them. */
function variablesOf(environment: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(environment) || Object.keys(environment).some((key) => key !== 'Variables')) return undefined;
  const { Variables = {} } = environment;
  return isObject(Variables) && !Object.keys(Variables).some((name) => name === 'Ref' || name.startsWith('Fn::')) ? Variables : undefined;
}
