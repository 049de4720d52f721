type Properties = Readonly<Record<string, unknown>>;

const withoutEnvelopes = (tracks: unknown): unknown =>
  (tracks as Properties[]).map((track) => ({ ...track, envelope: null }));

/** Schema 7: tracks had neither regions with a gain of their own nor fades, nor had those of snapshots. */
export const noEnvelopes = (document: Properties): Record<string, unknown> => ({
  ...document,
  tracks: withoutEnvelopes(document['tracks']),
  snapshots: (document['snapshots'] as Properties[]).map((snapshot) => ({
    ...snapshot,
    tracks: withoutEnvelopes(snapshot['tracks']),
  })),
});
