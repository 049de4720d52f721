import { useEffect, useRef, useState } from 'react';
import { Play, Square } from 'lucide-react';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { GREATEST_FULL_SCALE_DB_SPL, LEAST_FULL_SCALE_DB_SPL } from '../../../src-shared/project/fitting.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { saveSettings, useCapabilities, useSettings } from '../../api/store.ts';
import { createTonePlayer, TONE_EARS, type CalibrationTone } from '../../engine/calibration-tone.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { Select } from '../../ui/fields.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { words } from '../../words/words.ts';
import './calibration.css';

const FREQUENCIES_HZ = ['250', '500', '1000', '2000', '4000'] as const;
/** From very soft to loud through most headphones; the tone begins softly. */
const LEVELS_DB = ['-60', '-50', '-40', '-30', '-20', '-10'] as const;

const FIRST: CalibrationTone = { hz: 1000, levelDb: -40, ears: 'both' };
const LEAST_READING_DB_SPL = 20;
const GREATEST_READING_DB_SPL = 120;

/** How loud full scale is at the ears: a tone is played, a sound level meter read, and the difference kept. */
export function CalibrationPage() {
  const settings = useSettings();
  const readOnly = useCapabilities()?.readOnly ?? false;
  const outputDeviceId = settings?.outputDeviceId ?? '';
  const [tone, setTone] = useState(FIRST);
  const [playing, setPlaying] = useState(false);
  const [reading, setReading] = useState(60);
  const player = useRef<ReturnType<typeof createTonePlayer> | null>(null);
  useEffect(() => {
    const created = createTonePlayer(outputDeviceId);
    player.current = created;
    return () => {
      created.close();
      setPlaying(false);
    };
  }, [outputDeviceId]);
  const start = useAction(async (wanted: CalibrationTone) => {
    await player.current?.play(wanted);
    setPlaying(true);
  });
  const save = useAction((fullScaleDbSpl: number | null) => saveSettings({ fullScaleDbSpl }));
  const change = (changed: Partial<CalibrationTone>): void => {
    const next = { ...tone, ...changed };
    setTone(next);
    if (playing) start.run(next);
  };
  const stop = (): void => {
    player.current?.stop();
    setPlaying(false);
  };
  const text = words().calibration;
  const fullScale = reading - tone.levelDb;
  const inRange = fullScale >= LEAST_FULL_SCALE_DB_SPL && fullScale <= GREATEST_FULL_SCALE_DB_SPL;
  const kept = settings?.fullScaleDbSpl ?? null;
  const error = start.error ?? save.error;
  return (
    <div className="page calibration">
      <header className="page-header">
        <div>
          <h1>{text.title}</h1>
          <p className="soft small">{text.lead}</p>
        </div>
      </header>
      <Note tone="warning" title={text.warning}>
        {text.warningText}
      </Note>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <section aria-label={text.toneTitle}>
        <h2>{text.toneTitle}</h2>
        <p className="soft">{text.toneText}</p>
        <div className="calibration-fields">
          <Select
            label={text.frequency}
            value={String(tone.hz) as (typeof FREQUENCIES_HZ)[number]}
            options={FREQUENCIES_HZ.map((hz) => ({ value: hz, label: text.hertz(hz) }))}
            onChange={(hz) => change({ hz: Number(hz) })}
          />
          <Select
            label={text.level}
            value={String(tone.levelDb) as (typeof LEVELS_DB)[number]}
            options={LEVELS_DB.map((db) => ({
              value: db,
              label: text.decibels(formatNumber(Number(db), 0)),
            }))}
            onChange={(db) => change({ levelDb: Number(db) })}
          />
          <Select
            label={text.ears}
            value={tone.ears}
            options={TONE_EARS.map((ears) => ({ value: ears, label: text.earNames[ears] }))}
            onChange={(ears) => change({ ears })}
          />
          <Button
            variant="primary"
            icon={playing ? <Square size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
            busy={start.busy}
            onClick={() => (playing ? stop() : start.run(tone))}
          >
            {playing ? text.stop : text.play}
          </Button>
        </div>
      </section>
      <section aria-label={text.readingTitle}>
        <h2>{text.readingTitle}</h2>
        <p className="soft">{text.readingText}</p>
        <div className="calibration-fields">
          <NumberField
            label={text.reading}
            value={reading}
            min={LEAST_READING_DB_SPL}
            max={GREATEST_READING_DB_SPL}
            step={0.5}
            digits={1}
            onChange={setReading}
          />
          <Button disabled={readOnly || !inRange} busy={save.busy} onClick={() => save.run(fullScale)}>
            {text.keep(formatNumber(fullScale, 1))}
          </Button>
        </div>
        {!inRange && (
          <p className="soft" role="status">
            {text.outOfRange(String(LEAST_FULL_SCALE_DB_SPL), String(GREATEST_FULL_SCALE_DB_SPL))}
          </p>
        )}
        <div className="calibration-kept" role="status">
          <p>{kept === null ? text.none : text.kept(formatNumber(kept, 1))}</p>
          {kept !== null && (
            <Button size="sm" variant="quiet" disabled={readOnly} onClick={() => save.run(null)}>
              {text.forget}
            </Button>
          )}
        </div>
      </section>
      <Note title={text.limitTitle}>{text.limitText}</Note>
    </div>
  );
}
