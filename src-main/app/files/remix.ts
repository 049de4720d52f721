import { dirname, resolve } from 'node:path';
import {
  NAME_TEMPLATE,
  NO_METADATA,
  NO_PARTS,
  type FileLoudness,
} from '../../../src-shared/contract/export.ts';
import { rebalanced, type InstrumentGain } from '../../../src-shared/mixing/rebalance.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { exportProject, type ExportMaking } from './export-project.ts';
import type { AskedFitting } from './fit-mix.ts';
import { heardMix } from './heard-mix.ts';
import { formatOfName } from './output-format.ts';
import type { OpenedProject } from './project-source.ts';
import type { Work } from './work.ts';

export interface RemixRequest extends Omit<ExportMaking, 'format'> {
  readonly project: (work: Work) => Promise<OpenedProject>;
  /** The letter or name of a snapshot that is rendered in place of the present mix. */
  readonly snapshot: string | undefined;
  /** Added to what the project says. */
  readonly gains: readonly InstrumentGain[];
  readonly fitting?: AskedFitting | null | undefined;
  /** Its extension names the format; replaced atomically. */
  readonly out: string;
}

export interface Remixed {
  readonly file: string;
  readonly seconds: number;
  readonly loudness: FileLoudness;
  readonly goalGainDb: number;
  /** What the mix was fitted with, and the limiter after it. */
  readonly master: ProjectDocument['master'];
}

/**
 * Renders the mix of a project exactly as the window plays it.
 * @throws Failure `call/invalid`, `project/invalid`, `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function remix(request: RemixRequest, work: Work): Promise<Remixed> {
  const out = resolve(request.out);
  const format = formatOfName(out);
  const { files, document, goalGainDb } = await exportProject(
    {
      ...request,
      format,
      edit: (document) => rebalanced(heardMix(document, request.snapshot), request.gains),
      choose: () => ({ parts: { ...NO_PARTS, mix: true }, regions: [] }),
      outDir: dirname(out),
      outFile: out,
      template: NAME_TEMPLATE.usual,
      metadata: NO_METADATA,
      cover: null,
    },
    work,
  );
  const loudness = files[0]?.loudness ?? null;
  if (loudness === null) throw new Error('The export wrote no mix');
  return {
    file: out,
    seconds: document.frames / document.sampleRate,
    loudness,
    goalGainDb,
    master: document.master,
  };
}
