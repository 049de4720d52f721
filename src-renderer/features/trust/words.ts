import type { LibraryTrustState } from '../../../src-shared/contract/system.ts';
import { count } from '../../ui/format.ts';

/** What is not done as long as the library is not trusted, one sentence each; empty where nothing waits for it. */
export function waiting({ outside, waitingJobs, bringsPython }: LibraryTrustState): string[] {
  return [
    ...(outside === 0
      ? []
      : [
          `${count(outside, 'recording')} ${outside === 1 ? 'refers to a file' : 'refer to files'} outside it.`,
        ]),
    ...(waitingJobs === 0
      ? []
      : [
          `${count(waitingJobs, 'unfinished job')} came with it and ${waitingJobs === 1 ? 'waits' : 'wait'}.`,
        ]),
    ...(bringsPython ? ['It contains a Python, which Divisi does not run.'] : []),
  ];
}

/** What trusting it brings about, as the items of a list. */
export function consequences({ outside, waitingJobs, bringsPython }: LibraryTrustState): string[] {
  return [
    outside === 0
      ? 'reads recordings from wherever the library says they are'
      : `reads the files outside the library that ${count(outside, 'recording')} ${outside === 1 ? 'refers' : 'refer'} to`,
    waitingJobs === 0
      ? 'goes on with jobs that the library brings along'
      : `goes on with the ${count(waitingJobs, 'job')} that came with it`,
    bringsPython
      ? 'runs the Python in the library’s folder to adapt models'
      : 'runs a Python in the library’s folder, if one is put there',
  ];
}
