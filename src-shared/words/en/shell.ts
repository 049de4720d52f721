/** The frame around the pages: navigation, connection, messages. */
export const shell = {
  library: 'Library',
  listeners: 'Listeners',
  models: 'Models',
  settings: 'Settings',
  skipToContent: 'Skip to the content',
  restarted:
    'Divisi has been restarted. Open the address that it printed in another tab: this one then goes on and saves its changes.',
  connectionLost:
    'The connection is lost. Divisi is trying again. If it has stopped, start it again: its jobs then continue.',
  unreachable: 'Divisi can’t be reached. It is trying again.',
  noConnection: 'No connection to the host',
  pageError: 'This page met an error',
  showAgain: 'Show it again',
  openingPage: 'Opening the page',
  openingTracks: 'Opening the tracks',
  recording: 'Recording',
  excerptSaved: (title: string) => `“${title}” is saved`,
  notFinished: 'The job did not finish.',
  adapted: (title: string) => `${title} is adapted: listen and decide`,
  heard: (title: string) => `The notes of ${title} are heard`,
  aligned: (title: string) => `The score is aligned with ${title}`,
  separated: (title: string) => `${title} is separated`,
  exported: (title: string) => `${title} is exported`,
};
