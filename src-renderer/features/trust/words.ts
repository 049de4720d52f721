import type { LibraryTrustState } from '../../../src-shared/contract/system.ts';
import { words } from '../../words/words.ts';

/** Lists what is blocked while the library is not trusted, one sentence each; empty if nothing is. */
export function waiting({ outside, waitingJobs, bringsPython }: LibraryTrustState): string[] {
  return [
    ...(outside === 0 ? [] : [words().trust.outsideFiles(outside)]),
    ...(waitingJobs === 0 ? [] : [words().trust.waitingJobs(waitingJobs)]),
    ...(bringsPython ? [words().trust.bringsPython] : []),
  ];
}

/** Lists the consequences of trusting the library. */
export function consequences({ outside, waitingJobs, bringsPython }: LibraryTrustState): string[] {
  return [
    outside === 0 ? words().trust.readsAnywhere : words().trust.readsOutside(outside),
    waitingJobs === 0 ? words().trust.continuesJobs : words().trust.continuesTheseJobs(waitingJobs),
    bringsPython ? words().trust.runsPython : words().trust.mayRunPython,
  ];
}
