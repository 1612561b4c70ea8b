import { SPDX } from '@cyclonedx/cyclonedx-library';

/**
 * What packages call a licence, and which one SPDX has under that. Names that stand for several, such as `BSD License`
 * and `GPL`, are not here: nobody would know which one it is.
 *
 * @see https://spdx.org/licenses/
 * @see https://pypi.org/classifiers/ for those that end the classifiers
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'Apache-2.0': ['apache software license', 'apache license 2.0', 'apache license, version 2.0', 'apache license version 2.0', 'apache software license 2.0', 'apache 2.0', 'apache 2', 'apache2'],
  'BSD-2-Clause': ['bsd 2-clause', 'bsd 2-clause license', '2-clause bsd', 'simplified bsd'],
  'BSD-3-Clause': ['bsd 3-clause', 'bsd 3-clause license', '3-clause bsd', '3-clause bsd license', 'new bsd', 'new bsd license', 'modified bsd', 'modified bsd license'],
  'GPL-2.0-only': ['gnu general public license v2 (gplv2)'],
  'GPL-2.0-or-later': ['gnu general public license v2 or later (gplv2+)'],
  'GPL-3.0-only': ['gnu general public license v3 (gplv3)'],
  'GPL-3.0-or-later': ['gnu general public license v3 or later (gplv3+)'],
  'ISC': ['isc license', 'isc license (iscl)'],
  'LGPL-2.1-or-later': ['gnu lesser general public license v2.1 or later (lgplv2.1+)'],
  'LGPL-3.0-only': ['gnu lesser general public license v3 (lgplv3)'],
  'LGPL-3.0-or-later': ['gnu lesser general public license v3 or later (lgplv3+)'],
  'MIT': ['mit license', 'the mit license', 'the mit license (mit)', 'mit license (mit)'],
  'MIT-0': ['mit no attribution license (mit-0)'],
  'MPL-2.0': ['mozilla public license 2.0', 'mozilla public license 2.0 (mpl 2.0)', 'mpl 2.0'],
  'PSF-2.0': ['python software foundation license', 'psf license', 'psf', 'psfl'],
  'Unlicense': ['the unlicense', 'the unlicense (unlicense)'],
  'Zlib': ['zlib license', 'zlib/libpng license'],
};

const IDS = new Map(Object.entries(NAMES).flatMap(([id, names]) => names.map((name) => [name, id])));

/** They only say that there are several. */
const SEVERAL = /^dual[ -]licen[cs]ed?$/i;
const SOME_BSD = /^bsd(?: licen[cs]e)?$/i;

/** Licences by what a package says of them: SPDX's ids where they are known, and else its own words. */
export function licencesOf(named: readonly string[]): string[] {
  // An id is meant as one, and says more than the classifiers beside it.
  const ids = named.flatMap((name) => SPDX.fixupSpdxId(name) ?? []);
  if (ids.length > 0) return [...new Set(ids)];
  const all = [...new Set(named.filter((name) => !SEVERAL.test(name)).map((name) => IDS.get(name.toLowerCase()) ?? name))];
  return all.some((name) => name.startsWith('BSD-')) ? all.filter((name) => !SOME_BSD.test(name)) : all;
}
