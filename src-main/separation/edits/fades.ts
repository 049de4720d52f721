/** Long enough that two estimates of a bowed note join without an audible seam. */
export const AGAIN_FADE_SECONDS = 0.1;
/** Short, so that a swap or a move begins where the user put it, between two notes. */
export const SHORT_FADE_SECONDS = 0.02;
