import { z } from 'zod';
import { QualityReport } from '../../../src-shared/contract/quality.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

const Row = z.object({ report: z.string() });

/** Null if there is none, or if an older Divisi wrote it in another format: it can be computed again. */
export function getQuality(db: ReadableDatabase, separationId: SeparationId): QualityReport | null {
  const row = db.get('SELECT report FROM quality WHERE separation_id = $separationId', Row, { separationId });
  return row === null ? null : (QualityReport.safeParse(JSON.parse(row.report)).data ?? null);
}

export function putQuality(db: WritableDatabase, separationId: SeparationId, report: QualityReport): void {
  db.run(
    `INSERT INTO quality (separation_id, created_at, report) VALUES ($separationId, $createdAt, $report)
     ON CONFLICT (separation_id) DO UPDATE SET created_at = excluded.created_at, report = excluded.report`,
    { separationId, createdAt: report.createdAt, report: JSON.stringify(report) },
  );
}
