/** The licences of everything from node_modules that a packed program contains. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PackagedLicence } from '../../src-shared/contract/licences.ts';

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
});
const Person = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const PackageJson = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: Person.optional(),
  homepage: z.string().optional(),
  repository: z.union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)]).optional(),
});
type PackageJson = z.infer<typeof PackageJson>;

/** Brings Node to machines with an older one; electron-builder.yml leaves it out. */
const NOT_PACKED = /^node-(linux|bin)-/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices|third-party)/i;

/**
 * Every production dependency, direct or not, that is installed below `root`, by name and version. Packages for other
 * platforms, which npm leaves out, are absent: a program is packed where its platform's packages are installed.
 * @throws Error for a package whose licence is unknown or whose licence text can't be determined
 */
export function packagedLicences(root: string): PackagedLicence[] {
  const { packages } = LockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path]) => join(root, path))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: PackageJson.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))),
    }))
    .filter(({ manifest }) => !NOT_PACKED.test(manifest.name))
    .map(({ folder, manifest }) => entryOf(root, folder, manifest))
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
}

function entryOf(root: string, folder: string, manifest: PackageJson): PackagedLicence {
  const { name, version, license, homepage, repository } = manifest;
  if (license === undefined) throw new Error(`${name} ${version} states no licence`);
  const own = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
  const parts = own.length > 0 ? own : [standardText(root, manifest, license)];
  // The LGPL supplements the GPL, whose text must be included.
  if (license.startsWith('LGPL-3.0')) parts.push(standardFile(root, 'GPL-3.0'));
  return {
    name,
    version,
    licence: license,
    homepage: homepage ?? repository?.replace(/^git\+/, '').replace(/\.git$/, '') ?? '',
    text: parts.join('\n\n'),
  };
}

const standardFile = (root: string, name: string): string =>
  readFileSync(join(root, 'assets/licences', `${name}.txt`), 'utf8').trim();

function standardText(root: string, { name, author }: PackageJson, license: string): string {
  // For "MIT OR Apache", use the MIT licence.
  if (/^\(?MIT\b/.test(license)) {
    return standardFile(root, 'MIT').replace('{holders}', author ?? `the authors of ${name}`);
  }
  if (license.startsWith('LGPL-3.0')) return standardFile(root, 'LGPL-3.0');
  throw new Error(`${name} is under ${license} and does not contain its text: put it into assets/licences`);
}
