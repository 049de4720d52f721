import { separationNoteText } from '../../../src-shared/words/separation-note.ts';
import { Square } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { LiveInputOpened } from '../../../src-shared/contract/live-input.ts';
import { gainToDb } from '../../../src-shared/mixing/levels.ts';
import { GAIN } from '../../../src-shared/mixing/track-parameters.ts';
import { totalLatency, type LiveSession } from '../../engine/live-input.ts';
import { Button, Toggle } from '../../ui/Button.tsx';
import { Note } from '../../ui/feedback.tsx';
import { Meter, type MeterLevels } from '../../ui/Meter.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { words } from '../../words/words.ts';
import { gainsOf, untouched, type Fader } from './faders.ts';
import { LatencyPanel } from './LatencyPanel.tsx';
import { OutputPanel } from './OutputPanel.tsx';
import { stemTitles } from './titles.ts';

interface Props {
  readonly session: LiveSession;
  readonly opened: LiveInputOpened;
  onStop: () => void;
}

/** The running input: a fader a stem, what it costs in time, and whether it keeps up. */
export function LiveMixer({ session, opened, onStop }: Props) {
  const [faders, setFaders] = useState<readonly Fader[]>(() => opened.stems.map(untouched));
  const latency = useSyncExternalStore(session.latency.subscribe, session.latency.getSnapshot);
  const dropouts = useSyncExternalStore(
    session.status.subscribe,
    () => session.status.getSnapshot()?.dropouts ?? 0,
  );
  useEffect(() => session.setGains(gainsOf(faders)), [session, faders]);
  const t = words().live;
  const titles = stemTitles(opened.stems, (instrument) =>
    instrument === null ? t.rest : words().instruments.title(instrument),
  );
  // In tens, so that a screen reader is not told of each millisecond.
  const total = latency === null ? null : t.milliseconds(10 * Math.round(100 * totalLatency(latency)));
  /** @param at 0 for the input, then the stems */
  const levels = (at: number) => (): MeterLevels | null => {
    const peak = session.status.getSnapshot()?.peaks[at];
    return peak === undefined ? null : { peakDb: [gainToDb(peak)] };
  };
  return (
    <>
      <div className="live-actions">
        <Button variant="primary" icon={<Square size={15} aria-hidden="true" />} onClick={onStop}>
          {t.stop}
        </Button>
        <p role="status" className={dropouts > 0 ? 'live-status live-dropouts' : 'live-status'}>
          {total === null ? t.gettingReady : t.running(total, t.dropouts(dropouts))}
        </p>
        <span className="live-input-level">
          <span className="small soft" aria-hidden="true">
            {t.inputLevel}
          </span>
          <Meter label={t.levelOf(t.inputLevel)} read={levels(0)} orientation="horizontal" />
        </span>
      </div>
      {opened.notes
        .map((note) => separationNoteText(note, words()))
        .map((note) => (
          <Note key={note}>{note}</Note>
        ))}
      <section className="panel live-faders" aria-label={t.faders}>
        {opened.stems.map(({ name }, index) => {
          const fader = faders[index] ?? untouched();
          const title = titles[index] ?? name;
          const set = (change: Partial<Fader>): void =>
            setFaders((before) => before.map((old, at) => (at === index ? { ...old, ...change } : old)));
          return (
            <div key={name} className="live-fader" role="group" aria-label={title}>
              <span className="live-name ellipsis">{title}</span>
              <Slider
                spec={{ ...GAIN, label: t.gain }}
                value={fader.gainDb}
                label={t.gainOf(title)}
                onChange={(gainDb) => set({ gainDb })}
              />
              <Toggle
                label={t.muteOf(title)}
                tone="mute"
                pressed={fader.muted}
                onPressedChange={(muted) => set({ muted })}
              >
                {words().editor.muteLetter}
              </Toggle>
              <Toggle
                label={t.soloOf(title)}
                tone="solo"
                pressed={fader.soloed}
                onPressedChange={(soloed) => set({ soloed })}
              >
                {words().editor.soloLetter}
              </Toggle>
              <Meter label={t.levelOf(title)} read={levels(index + 1)} orientation="horizontal" />
            </div>
          );
        })}
      </section>
      <div className="live-below">
        <OutputPanel session={session} />
        <LatencyPanel session={session} realTimeFactor={opened.realTimeFactor} />
      </div>
    </>
  );
}
