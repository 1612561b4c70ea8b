/** The folder of a fork that holds this kit. */
export const KIT_FOLDER = 'kit';
export const KIT_PACKAGE = 'python-lambda-kit';
/** Where a project keeps the kit that it does not have from a registry. */
export const KIT_ARCHIVES = 'vendor';
