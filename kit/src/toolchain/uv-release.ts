/** The uv that bundles. To take another: change the version, and the hashes of its wheels, which PyPI lists. */
export const UV_VERSION = '0.13.9';

interface Wheel {
  readonly file: string;
  readonly sha256: string;
}

/** By `<platform>-<processor>` as Node names them. The Linux ones are static, so they run in every container too. */
export const UV_WHEELS: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    file: `uv-${UV_VERSION}-py3-none-musllinux_1_1_x86_64.whl`,
    sha256: '2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25',
  },
  'linux-arm64': {
    file: `uv-${UV_VERSION}-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl`,
    sha256: '5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe',
  },
  'darwin-x64': {
    file: `uv-${UV_VERSION}-py3-none-macosx_10_12_x86_64.whl`,
    sha256: 'c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5',
  },
  'darwin-arm64': {
    file: `uv-${UV_VERSION}-py3-none-macosx_11_0_arm64.whl`,
    sha256: '66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63',
  },
};
