import { Music } from 'lucide-react';
import { useState } from 'react';
import { MEDIA } from '../../src-shared/contract/contract.ts';
import { THUMBNAIL_PX, type CoverName } from '../../src-shared/contract/cover.ts';

interface Props {
  readonly name: CoverName;
  /** Empty where the title stands beside it. */
  readonly alt?: string;
}

/** A cover as a small picture; it is fetched when it comes into view. One that is not there looks like none. */
export function Cover({ name, alt = '' }: Props) {
  const [missing, setMissing] = useState<CoverName | null>(null);
  if (missing === name) return <NoCover />;
  return (
    <img
      className="cover"
      src={MEDIA.thumbnail(name)}
      alt={alt}
      width={THUMBNAIL_PX}
      height={THUMBNAIL_PX}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setMissing(name)}
    />
  );
}

/** Stands where a recording has no cover. */
export function NoCover() {
  return (
    <span className="cover cover-none" aria-hidden="true">
      <Music strokeWidth={1.4} />
    </span>
  );
}
