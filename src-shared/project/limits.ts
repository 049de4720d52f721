/** Limits of a project document, shared by its schema, the editing commands and the input fields. */

/** Gain range of tracks and the master, in dB. Faders have a smaller range: `src-shared/mixing/levels.ts`. */
export const GAIN_RANGE_DB = { min: -120, max: 24 } as const;
/** -1 left, 0 centre, +1 right. */
export const PAN_RANGE = { min: -1, max: 1 } as const;

/** Maximum lengths of names, in UTF-16 code units. */
export const LONGEST_TRACK_NAME = 80;
export const LONGEST_TITLE = 200;
export const LONGEST_MIX_NAME = 60;

/** Maximum number of mixes of one separation. */
export const MOST_MIXES = 64;
/** Maximum number of mixes of one separation, with the deleted ones, which are kept to be restored. */
export const MOST_KEPT_MIXES = 2000;

export const LONGEST_REGION_NAME = 120;

/** Maximum number of markers and regions in a project. */
export const MOST_REGIONS = 2000;

/** Snapshots of the mix that a project keeps: one for each letter from A to H. */
export const MOST_SNAPSHOTS = 8;
export const LONGEST_SNAPSHOT_NAME = 40;
/** Rounds of one blind comparison. */
export const MOST_PICKS = 1000;

/** Maximum number of processors in one strip. */
export const MOST_ENTRIES = 16;

/** Every project has this many rooms to send to. */
export const ROOMS = 2;

/** An impulse response is no longer than this. */
export const LONGEST_IMPULSE_SECONDS = 12;

/** Maximum number of strips that the user keeps under names. */
export const MOST_PRESETS = 200;

/** Maximum number of groups of tracks. */
export const MOST_GROUPS = 16;

/** Maximum number of regions with a gain of their own in one track. */
export const MOST_GAIN_REGIONS = 500;
