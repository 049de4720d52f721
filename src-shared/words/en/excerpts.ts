export const excerpts = {
  title: 'Excerpts',
  rename: (title: string) => `Rename the excerpt ${title}`,
  delete: (title: string) => `Delete the excerpt ${title}`,
  deleteTitle: (title: string) => `Delete “${title}”?`,
  deleteAction: 'Delete excerpt',
  deleteText: 'Its name and tags are deleted; the recording stays as it is. You can’t undo this.',
  renameTitle: 'Rename excerpt',
  name: 'Name',
  needsName: 'An excerpt needs a name',
  saveTitle: 'Save excerpt',
  saveText: (from: string, to: string) =>
    `${from} to ${to}. An excerpt marks the passage, so that you can tag and compare it. Divisi copies no audio.`,
  save: 'Save',
  of: 'Of',
  tagsHint: 'Separated by commas. Optional.',
};
