import { z } from 'zod';

/** A package that a packed Divisi contains. */
export const PackagedLicence = z.object({
  name: z.string(),
  version: z.string(),
  /** SPDX expression, as the package states it. */
  licence: z.string(),
  /** Where the package comes from; empty where it does not say. */
  homepage: z.string(),
  /** The licence and notices that lie in the package, or the licence's standard text where it has none. */
  text: z.string(),
});
export type PackagedLicence = z.infer<typeof PackagedLicence>;

/** `licences.json` beside the built window: by name, then version. */
export const PackagedLicences = z.array(PackagedLicence);
export type PackagedLicences = z.infer<typeof PackagedLicences>;

/** Its path under the window's origin. */
export const LICENCES_PATH = '/licences.json';
