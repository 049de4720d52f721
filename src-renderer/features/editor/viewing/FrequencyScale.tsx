import { frequencyTicks, yOf, type FrequencyAxis } from '../../../ui/spectrogram/axes.ts';

/** Frequencies in Hz at the left edge of a spectrogram. */
export function FrequencyScale({ axis }: { readonly axis: FrequencyAxis }) {
  return (
    <div className="frequency-scale" aria-hidden="true">
      {frequencyTicks(axis).map(({ hz, label }) => (
        <span key={hz} style={{ top: yOf(axis, hz) }}>
          {label}
        </span>
      ))}
    </div>
  );
}
