import type { Stem } from '../../../src-shared/contract/separation.ts';
import { stemAudioId, StemId, type AudioId, type SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { fetchPcm } from '../../api/media.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { FetchPcm } from '../../engine/stream.ts';

interface Options {
  readonly separationId: SeparationId;
  readonly version: number;
  readonly stems: readonly Pick<Stem, 'id'>[];
  readonly store: DocumentStore;
  /** The audio of all stems is another one now. */
  onChanged: (version: number) => void;
  onFailure: (error: unknown) => void;
}

/** The audio of the project's stems, in the version that is in use: the tracks keep their stems' own ids. */
export interface StemAudio {
  /** Fetches stems in the version in use, and everything else as it is. */
  readonly fetchPcm: FetchPcm;
  /** Another version is in use: an undo step, unless it was put in use by undo or redo. */
  follow: (version: number) => void;
}

export function createStemAudio(options: Options): StemAudio {
  const { separationId, store, onChanged, onFailure } = options;
  const known = new Set<AudioId>(options.stems.map(({ id }) => id));
  let current = options.version;
  /** The versions that undo and redo have asked for and that are not in use yet, in order: keys can outrun the host. */
  let asked: readonly { readonly version: number }[] = [];
  const put = async (version: number): Promise<boolean> => {
    const request = { version };
    asked = [...asked, request];
    try {
      await api.stemVersions.use({ separationId, version });
      return true;
    } catch (error) {
      asked = asked.filter((other) => other !== request);
      onFailure(error);
      return false;
    }
  };
  return {
    fetchPcm: (audioId, ...rest) =>
      fetchPcm(known.has(audioId) ? stemAudioId(StemId.parse(audioId), current) : audioId, ...rest),
    follow(version) {
      if (version === current) return;
      const before = current;
      current = version;
      onChanged(version);
      const answered = asked.findIndex((request) => request.version === version);
      // Earlier requests may have been passed over: the window only hears of the newest version.
      if (answered !== -1) asked = asked.slice(answered + 1);
      else store.recordEffect('editStems', { undo: () => put(before), redo: () => put(version) });
    },
  };
}
