/** Lanes of levels over time. */
export const automation = {
  lanes: 'Automation of levels',
  of: (owner: string) => `Automation of ${owner}`,
  level: 'Level over time',
  addPoint: (owner: string) => `Add level point of ${owner} at playhead`,
  remove: (owner: string) => `Remove automation of ${owner}`,
  hide: (owner: string) => `Hide automation of ${owner}`,
  automated: (name: string) => `${name}, automated`,
};
