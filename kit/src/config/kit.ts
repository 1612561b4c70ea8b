/** The folder of a fork that holds this kit. */
export const KIT_FOLDER = 'kit';
export const KIT_PACKAGE = 'python-lambda-kit';
