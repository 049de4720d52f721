import type { ExportMetadata } from '../../../../src-shared/contract/export.ts';
import { element, xmlDocument, type XmlElement } from '../xml.ts';

export interface IxmlFacts {
  /** The recording's title. */
  readonly project: string;
  readonly description: string;
  readonly metadata: ExportMetadata;
  readonly sampleRate: number;
  readonly bitDepth: number;
  readonly channels: number;
  /** Sample of the recording at which this file begins. */
  readonly timeReference: number;
}

/** Fields of ASWG's extension for music. */
const MUSIC: Readonly<Partial<Record<keyof ExportMetadata, string>>> = {
  title: 'songTitle',
  composer: 'composer',
  performers: 'artist',
  genre: 'genre',
};

/** An iXML chunk in UTF-8 (iXML specification 3.01), with the texts that `bext` can hold in ASCII only. */
export function ixmlBody(facts: IxmlFacts): Buffer {
  const high = Math.floor(facts.timeReference / 2 ** 32);
  const low = facts.timeReference % 2 ** 32;
  const { metadata } = facts;
  const music = Object.entries(MUSIC).flatMap(([field, name]) => {
    const text = metadata[field as keyof ExportMetadata];
    return text === '' ? [] : [element(name, {}, text)];
  });
  const tracks = Array.from({ length: facts.channels }, (_, index) =>
    element('TRACK', {}, [
      element('CHANNEL_INDEX', {}, String(index + 1)),
      element('INTERLEAVE_INDEX', {}, String(index + 1)),
      element('NAME', {}, facts.channels === 1 ? facts.description : index === 0 ? 'Left' : 'Right'),
    ]),
  );
  return xmlDocument(
    element('BWFXML', {}, [
      element('IXML_VERSION', {}, '3.01'),
      element('PROJECT', {}, facts.project),
      ...given('NOTE', metadata.comment),
      element('SPEED', {}, [
        element('FILE_SAMPLE_RATE', {}, String(facts.sampleRate)),
        element('AUDIO_BIT_DEPTH', {}, String(facts.bitDepth)),
        element('TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI', {}, String(high)),
        element('TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO', {}, String(low)),
        element('TIMESTAMP_SAMPLE_RATE', {}, String(facts.sampleRate)),
      ]),
      element('TRACK_LIST', {}, [element('TRACK_COUNT', {}, String(facts.channels)), ...tracks]),
      element('BEXT', {}, [
        element('BWF_DESCRIPTION', {}, facts.description),
        element('BWF_ORIGINATOR', {}, 'Divisi'),
        element('BWF_TIME_REFERENCE_LOW', {}, String(low)),
        element('BWF_TIME_REFERENCE_HIGH', {}, String(high)),
      ]),
      ...(music.length === 0 ? [] : [element('ASWG', {}, music)]),
    ]),
  );
}

const given = (name: string, text: string): XmlElement[] => (text === '' ? [] : [element(name, {}, text)]);
