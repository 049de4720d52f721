/** What the page shows only in the desktop program. */
export const desktop = {
  recentFiles: 'Recent files',
  clearRecent: 'Clear the list',
  importFile: (name: string) => `Import ${name}`,
  saveStem: (name: string) => `Save the stem ${name} as a file, or drag it to another program`,
  preparing: (name: string) => `${name} is being written`,
  preparingText: 'Long stems take a moment. Drag it again when it is ready.',
  ready: (name: string) => `${name} is ready to be dragged`,
  saved: (name: string) => `${name} is saved`,
  show: 'Show in its folder',
  file: 'File',
  saveAs: 'Save as…',
  updates: 'Divisi does not look for updates. To update it, install a newer version over this one.',
};
