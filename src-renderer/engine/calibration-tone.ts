export const TONE_EARS = ['both', 'left', 'right'] as const;

/** A tone for measuring how loud full scale is at the ears. */
export interface CalibrationTone {
  readonly hz: number;
  /** RMS, dB relative to a signal of RMS 1. */
  readonly levelDb: number;
  readonly ears: (typeof TONE_EARS)[number];
}

const FADE_SECONDS = 0.1;

/** The tone's nodes, faded in from the context's present time and connected to its output. */
export function playTone(context: BaseAudioContext, { hz, levelDb, ears }: CalibrationTone) {
  const oscillator = new OscillatorNode(context, { frequency: hz });
  const gain = new GainNode(context, { gain: 0 });
  // A sine's amplitude is √2 times its RMS.
  gain.gain.setValueAtTime(0, context.currentTime);
  gain.gain.linearRampToValueAtTime(Math.SQRT2 * 10 ** (levelDb / 20), context.currentTime + FADE_SECONDS);
  const sides = new ChannelMergerNode(context, { numberOfInputs: 2 });
  oscillator.connect(gain);
  if (ears !== 'right') gain.connect(sides, 0, 0);
  if (ears !== 'left') gain.connect(sides, 0, 1);
  sides.connect(context.destination);
  oscillator.start();
  return {
    /** Fades out. */
    stop(): void {
      const now = context.currentTime;
      gain.gain.cancelScheduledValues(now);
      gain.gain.setValueAtTime(gain.gain.value, now);
      gain.gain.linearRampToValueAtTime(0, now + FADE_SECONDS);
      oscillator.stop(now + FADE_SECONDS);
    },
  };
}

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Plays one tone at a time on an output device; at the device's own rate. */
export function createTonePlayer(outputDeviceId: string) {
  let context: SinkContext | null = null;
  let playing: { stop(): void } | null = null;
  const stop = (): void => {
    playing?.stop();
    playing = null;
  };
  return {
    async play(tone: CalibrationTone): Promise<void> {
      context ??= new AudioContext();
      if (outputDeviceId !== '') await context.setSinkId?.(outputDeviceId);
      await context.resume();
      stop();
      playing = playTone(context, tone);
    },
    stop,
    close(): void {
      stop();
      void context?.close();
      context = null;
    },
  };
}
