import { inSentence } from './in-sentence.ts';

/** Lanes of levels and parameters over time. */
export const automation = {
  lanes: 'Automation of levels',
  of: (owner: string) => `Automation of ${owner}`,
  level: 'Level over time',
  /** The accessible name of the choice of what a lane automates. */
  what: (owner: string) => `What to automate of ${owner}`,
  parameters: 'Automate a parameter…',
  parameter: (processor: string, parameter: string) => `${processor}: ${inSentence(parameter)}`,
  show: 'Show automation',
  addPoint: (name: string, owner: string) => `Add ${inSentence(name)} point of ${owner} at playhead`,
  remove: (owner: string) => `Remove automation of ${owner}`,
  hide: (owner: string) => `Hide automation of ${owner}`,
  automated: (name: string) => `${name}, automated`,
};
