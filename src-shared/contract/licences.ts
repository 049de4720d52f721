import { z } from 'zod';

/** A package that a packed Divisi contains. */
export const PackagedLicence = z.object({
  name: z.string(),
  version: z.string(),
  /** SPDX expression, as the package states it. */
  licence: z.string(),
  /** The package's homepage; empty if it states none. */
  homepage: z.string(),
  /** The package's own licence and notices, or the standard licence text if it includes none. */
  text: z.string(),
});
export type PackagedLicence = z.infer<typeof PackagedLicence>;

/** `licences.json` beside the built window: by name, then version. */
export const PackagedLicences = z.array(PackagedLicence);
export type PackagedLicences = z.infer<typeof PackagedLicences>;

/** Its path under the window's origin. */
export const LICENCES_PATH = '/licences.json';
