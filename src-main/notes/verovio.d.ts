/** What Divisi uses of verovio 6.3, which brings no types. Returned JSON is parsed where it is used. */
declare module 'verovio/wasm' {
  export interface VerovioModule {
    readonly cwrap: unknown;
  }
  const create: () => Promise<VerovioModule>;
  export default create;
}
declare module 'verovio/wasm-hum' {
  import type { VerovioModule } from 'verovio/wasm';
  const create: () => Promise<VerovioModule>;
  export default create;
}
declare module 'verovio/esm' {
  // eslint-disable-next-line no-duplicate-imports -- every declared module has imports of its own
  import type { VerovioModule } from 'verovio/wasm';
  export class VerovioToolkit {
    constructor(module: VerovioModule);
    setOptions(options: Readonly<Record<string, string | boolean | number>>): void;
    /** False where the data could not be read. */
    loadData(data: string): boolean | number;
    renderToMIDI(): string;
    getPageCount(): number;
    /** 0 for an element that no page holds. */
    getPageWithElement(id: string): number;
    /** Pages are counted from 1. */
    renderToSVG(page: number): string;
    renderToTimemap(options: { readonly includeMeasures: boolean }): unknown;
    getMEI(options?: Readonly<Record<string, string | boolean>>): string;
    getLog(): string;
  }
  export function enableLogToBuffer(value: boolean, module: VerovioModule): void;
}
