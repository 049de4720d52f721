import { separationNoteText } from '../../../src-shared/words/separation-note.ts';
import { useEffect, useState } from 'react';
import type { LiveInputOpened } from '../../../src-shared/contract/live-input.ts';
import { gainToDb } from '../../../src-shared/mixing/levels.ts';
import { GAIN } from '../../../src-shared/mixing/track-parameters.ts';
import type { LiveSession } from '../../engine/live-input.ts';
import { Toggle } from '../../ui/Button.tsx';
import { Note } from '../../ui/feedback.tsx';
import { Meter, type MeterLevels } from '../../ui/Meter.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { words } from '../../words/words.ts';
import { gainsOf, untouched, type Fader } from './faders.ts';
import { LatencyPanel } from './LatencyPanel.tsx';
import { LiveStatusBar } from './LiveStatusBar.tsx';
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
  useEffect(() => session.setGains(gainsOf(faders)), [session, faders]);
  const t = words().live;
  const titles = stemTitles(opened.stems, (instrument) =>
    instrument === null ? t.rest : words().instruments.title(instrument),
  );
  const levels = (stem: number) => (): MeterLevels | null => {
    const peak = session.status.getSnapshot()?.peaks[stem + 1];
    return peak === undefined ? null : { peakDb: [gainToDb(peak)] };
  };
  return (
    <>
      <LiveStatusBar session={session} onStop={onStop} />
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
              <Meter label={t.levelOf(title)} read={levels(index)} orientation="horizontal" />
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
