import { z } from 'zod';
import { QualityReport } from '../../src-shared/contract/quality.ts';
import type { SeparationId } from '../../src-shared/project/ids.ts';
import { json } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

const Row = z.object({ report: json(QualityReport) });

export function getQuality(db: ReadableDatabase, separationId: SeparationId): QualityReport | null {
  return (
    db.get('SELECT report FROM quality WHERE separation_id = $separationId', Row, { separationId })?.report ??
    null
  );
}

export function putQuality(db: WritableDatabase, separationId: SeparationId, report: QualityReport): void {
  db.run(
    `INSERT INTO quality (separation_id, created_at, report) VALUES ($separationId, $createdAt, $report)
     ON CONFLICT (separation_id) DO UPDATE SET created_at = excluded.created_at, report = excluded.report`,
    { separationId, createdAt: report.createdAt, report: JSON.stringify(report) },
  );
}
