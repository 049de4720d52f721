import { z } from 'zod';
import { ExportMetadata, ExportSettings } from '../../../src-shared/contract/export.ts';
import { Settings } from '../../../src-shared/contract/system.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  importMode: 'reference',
  outputDeviceId: '',
  fullScaleDbSpl: null,
  analyseAutomatically: true,
  provider: 'automatic',
  stemFormat: 'wav',
};

export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

const ValueRow = z.object({ value: z.string() });

/** What is stored under a key, to be parsed; undefined if there is nothing. */
export function getValue(db: ReadableDatabase, key: string): unknown {
  const row = db.get('SELECT value FROM settings WHERE key = $key', ValueRow, { key });
  return row === null ? undefined : (JSON.parse(row.value) as unknown);
}

export function setValue(db: WritableDatabase, key: string, value: unknown): void {
  db.run(
    'INSERT INTO settings (key, value) VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    { key, value: JSON.stringify(value) },
  );
}

/** The saved settings, which override the defaults; a value that no longer fits its schema is ignored. */
export function getSettings(db: ReadableDatabase): Settings {
  const saved = Settings.partial().safeParse(getValue(db, 'settings'));
  return saved.success ? Settings.parse({ ...DEFAULT_SETTINGS, ...saved.data }) : DEFAULT_SETTINGS;
}

export function saveSettings(db: WritableDatabase, change: SettingsChange): Settings {
  return db.transaction(() => {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const settings = Settings.parse({ ...getSettings(db), ...given });
    setValue(db, 'settings', settings);
    return settings;
  });
}

const exportMetadataKey = (id: RecordingId): string => `export-metadata:${id}`;

/** The choices of the last export and the metadata of the recording's last export; null where there was none. */
export function getExportChoices(
  db: ReadableDatabase,
  id: RecordingId,
): { readonly settings: ExportSettings | null; readonly metadata: ExportMetadata | null } {
  return {
    settings: ExportSettings.safeParse(getValue(db, 'export')).data ?? null,
    metadata: ExportMetadata.safeParse(getValue(db, exportMetadataKey(id))).data ?? null,
  };
}

export function saveExportChoices(
  db: WritableDatabase,
  id: RecordingId,
  choices: { readonly settings: ExportSettings; readonly metadata: ExportMetadata },
): void {
  db.transaction(() => {
    setValue(db, 'export', choices.settings);
    setValue(db, exportMetadataKey(id), choices.metadata);
  });
}

const Speed = z.number().positive();

interface Version {
  readonly id: string;
  readonly version: string;
}
const speedKey = ({ id, version }: Version): string => `speed:${id}@${version}`;

/** Seconds of work per second of audio that this version of a model last took here, or null where it never ran. */
export function getSpeed(db: ReadableDatabase, model: Version): number | null {
  return Speed.safeParse(getValue(db, speedKey(model))).data ?? null;
}

export function setSpeed(db: WritableDatabase, model: Version, secondsPerAudioSecond: number): void {
  setValue(db, speedKey(model), Speed.parse(secondsPerAudioSecond));
}
