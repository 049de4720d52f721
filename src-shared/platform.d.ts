/** The few globals that Node, browsers and audio worklets share and that the ES library does not declare. */
declare const crypto: { getRandomValues<T extends ArrayBufferView>(array: T): T };

declare class TextDecoder {
  constructor(encoding: 'utf-8' | 'utf-16le' | 'utf-16be');
  decode(bytes: Uint8Array): string;
}

/** Empty here; where a runtime's own types are there too it is theirs. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges with the runtime's declaration
interface AbortSignal {}
