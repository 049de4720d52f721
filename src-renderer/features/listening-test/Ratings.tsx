import { Volume2 } from 'lucide-react';
import { words } from '../../words/words.ts';

interface Props {
  /** Of all buttons: the reference first, where there is one. */
  readonly names: readonly string[];
  readonly hasReference: boolean;
  /** Index of the button whose sound plays; null if none does. */
  readonly heard: number | null;
  readonly isReady: boolean;
  onListen: (index: number) => void;
  readonly ratings: readonly (number | null)[];
  onRatings: (ratings: readonly (number | null)[]) => void;
}

/** Sliders from 0 to 100 beside the five words of the scale, one for each sound. */
export function Ratings({ names, hasReference, heard, isReady, onListen, ratings, onRatings }: Props) {
  const w = words().listeningTest;
  const first = hasReference ? 1 : 0;
  return (
    <section className="test-ratings" aria-label={w.sounds}>
      <div className="test-scale">
        {hasReference ? (
          <ListenButton name={names[0] ?? ''} index={0} {...{ heard, isReady, onListen }} />
        ) : (
          <span className="test-listen-space" />
        )}
        <ol className="test-scale-words" aria-label={w.scaleLabel}>
          {w.scale.map((word) => (
            <li key={word}>{word}</li>
          ))}
        </ol>
      </div>
      {ratings.map((rating, slot) => {
        const name = names[first + slot] ?? '';
        return (
          <div key={slot} className="test-sound" data-heard={heard === first + slot || undefined}>
            <ListenButton name={name} index={first + slot} {...{ heard, isReady, onListen }} />
            <RatingSlider
              name={name}
              rating={rating}
              onRate={(value) => onRatings(ratings.map((old, at) => (at === slot ? value : old)))}
            />
          </div>
        );
      })}
    </section>
  );
}

interface ListenProps extends Pick<Props, 'heard' | 'isReady' | 'onListen'> {
  readonly name: string;
  readonly index: number;
}

export function ListenButton({ name, index, heard, isReady, onListen }: ListenProps) {
  return (
    <button
      type="button"
      className="test-listen"
      aria-pressed={heard === index}
      aria-label={words().listeningTest.listenTo(name)}
      disabled={!isReady}
      onClick={() => onListen(index)}
    >
      {heard === index && <Volume2 size={16} aria-hidden="true" />}
      {name}
    </button>
  );
}

interface SliderProps {
  readonly name: string;
  readonly rating: number | null;
  onRate: (value: number) => void;
}

/** Where the thumb waits; it counts only once it was touched. */
const UNRATED_AT = 50;

function RatingSlider({ name, rating, onRate }: SliderProps) {
  const w = words().listeningTest;
  const word = w.scale[Math.min(4, Math.floor((100 - (rating ?? UNRATED_AT)) / 20))] ?? '';
  return (
    <>
      <input
        type="range"
        className="test-slider"
        aria-label={w.rating(name)}
        aria-orientation="vertical"
        aria-valuetext={rating === null ? w.notRated : `${rating}, ${word}`}
        data-rated={rating !== null || undefined}
        min={0}
        max={100}
        step={1}
        value={rating ?? UNRATED_AT}
        onChange={(event) => onRate(Number(event.target.value))}
        // A rating where the thumb already is.
        onPointerUp={(event) => {
          if (rating === null) onRate(Number(event.currentTarget.value));
        }}
        onKeyDown={(event) => {
          if (rating === null && event.key === 'Enter') onRate(UNRATED_AT);
        }}
      />
      <output className="test-value tabular" aria-hidden="true">
        {rating ?? '–'}
      </output>
    </>
  );
}
