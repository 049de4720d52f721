import { count } from './plural.ts';

/** Whether the open library is trusted, and what follows from it. */
export const trust = {
  title: 'This library',
  elsewhere: 'This library comes from elsewhere',
  trusted: 'You trust this library.',
  untrusted: 'This library comes from elsewhere.',
  trustedText:
    'It was created on this computer, or you chose to trust it. Divisi reads the files it refers to, continues its jobs, and may run a Python in its folder.',
  untrustedText: 'Divisi runs nothing from it and reads no file outside its folder.',
  trustThis: 'Trust this library…',
  stop: 'Stop trusting it',
  ask: 'Trust this library?',
  action: 'Trust this library',
  askText:
    'It was not created on this computer, or it was moved here. Trust it only if you know where it comes from. If you trust it, Divisi:',
  noted: 'This applies to this folder on this computer only. You can change it in the settings.',
  outsideFiles: (n: number) =>
    `${count(n, 'recording')} ${n === 1 ? 'refers to a file' : 'refer to files'} outside it.`,
  waitingJobs: (n: number) => `${count(n, 'unfinished job')} came with it and ${n === 1 ? 'waits' : 'wait'}.`,
  bringsPython: 'It contains a Python, which Divisi does not run.',
  readsAnywhere: 'reads recordings from wherever the library says they are',
  readsOutside: (n: number) =>
    `reads the files outside the library that ${count(n, 'recording')} ${n === 1 ? 'refers' : 'refer'} to`,
  continuesJobs: 'continues jobs that come with the library',
  continuesTheseJobs: (n: number) => `continues the ${count(n, 'job')} that came with it`,
  runsPython: 'runs the Python in the library’s folder to adapt models',
  mayRunPython: 'runs a Python in the library’s folder if there is one',
};
