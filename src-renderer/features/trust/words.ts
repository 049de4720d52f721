import type { LibraryTrustState } from '../../../src-shared/contract/system.ts';
import { words } from '../../words/words.ts';

/** What is not done as long as the library is not trusted, one sentence each; empty where nothing waits for it. */
export function waiting({ outside, waitingJobs, bringsPython }: LibraryTrustState): string[] {
  return [
    ...(outside === 0 ? [] : [words().trust.outsideFiles(outside)]),
    ...(waitingJobs === 0 ? [] : [words().trust.waitingJobs(waitingJobs)]),
    ...(bringsPython ? [words().trust.bringsPython] : []),
  ];
}

/** What trusting it brings about, as the items of a list. */
export function consequences({ outside, waitingJobs, bringsPython }: LibraryTrustState): string[] {
  return [
    outside === 0 ? words().trust.readsAnywhere : words().trust.readsOutside(outside),
    waitingJobs === 0 ? words().trust.continuesJobs : words().trust.continuesTheseJobs(waitingJobs),
    bringsPython ? words().trust.runsPython : words().trust.mayRunPython,
  ];
}
