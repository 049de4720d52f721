/** What AudioWorkletGlobalScope declares and TypeScript's libraries do not (Web Audio API 1.1, section 1.32). */
interface MessagePort {
  postMessage: (message: unknown, transfer?: readonly ArrayBuffer[]) => void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  constructor(options?: unknown);
  abstract process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
    parameters: Readonly<Record<string, Float32Array>>,
  ): boolean;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { readonly processorOptions: unknown }) => AudioWorkletProcessor,
): void;
declare const sampleRate: number;
declare const currentTime: number;
