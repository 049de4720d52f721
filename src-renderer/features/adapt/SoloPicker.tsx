import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { INSTRUMENTS, isSeparable, type Instrument } from '../../../src-shared/project/players.ts';
import { api } from '../../api/client.ts';
import { useDebounced, useLoad } from '../../api/hooks.ts';
import { useHost } from '../../api/store.ts';
import { AuditionButton } from '../../ui/AuditionButton.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { auditionOf, placeText, spokenTitle } from '../../ui/item-words.ts';
import type { ChosenSolo } from './words.ts';
import { words } from '../../words/words.ts';

const SEARCH_MS = 200;
const SHOWN = 8;

export interface Solo extends ChosenSolo {
  readonly item: Item;
}

const options = (): { value: Instrument; label: string }[] =>
  INSTRUMENTS.map((value) => ({ value, label: words().instruments.title(value) }));

/** Guesses who plays alone from the declared instruments; the user can correct it. */
function soloistOf(item: Item): Instrument {
  return item.instruments.find((instrument) => isSeparable(instrument)) ?? 'violin';
}

function nothingOffered(text: string, chosen: number): string {
  if (text !== '') return words().adapt.picker.noMatch;
  if (chosen > 0) return words().adapt.picker.allChosen;
  return words().adapt.picker.none;
}

interface Props {
  readonly solos: readonly Solo[];
  onChange: (solos: readonly Solo[]) => void;
}

/** Selects passages from the library, each with the instrument that plays alone in it. */
export function SoloPicker({ solos, onChange }: Props) {
  const [text, setText] = useState('');
  const wanted = useDebounced(text, SEARCH_MS);
  const loaded = useHost((host) => host.loaded);
  const excerpts = useHost((host) => host.excerptsRevision);
  const found = useLoad(loaded ? `solos ${wanted} ${excerpts} ${solos.length}` : null, async (signal) => {
    const items = await api.items.search({ text: wanted, limit: 50 }, { signal });
    return items.filter((item) => item.instruments.length === 1 || item.kind === 'excerpt');
  });
  const taken = new Set(solos.map(({ item }) => item.id));
  const offered = (found.data ?? []).filter(({ id }) => !taken.has(id)).slice(0, SHOWN);
  return (
    <div className="solos">
      {solos.length > 0 && (
        <ul className="solo-list" aria-label={words().adapt.picker.chosen}>
          {solos.map((solo) => (
            <li key={solo.item.id}>
              <AuditionButton request={auditionOf(solo.item)} title={spokenTitle(solo.item)} />
              <Names item={solo.item} />
              <Select<Instrument>
                label={words().adapt.picker.whoPlays(solo.item.title)}
                hideLabel
                size="sm"
                value={solo.instrument}
                options={options()}
                onChange={(instrument) =>
                  onChange(solos.map((other) => (other === solo ? { ...solo, instrument } : other)))
                }
              />
              <IconButton
                label={words().adapt.picker.takeAway(spokenTitle(solo.item))}
                size="sm"
                onClick={() => onChange(solos.filter((other) => other !== solo))}
              >
                <X size={14} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <TextField
        label={words().adapt.picker.search}
        hideLabel
        value={text}
        onChange={setText}
        placeholder={words().adapt.picker.searchHint}
      />
      {offered.length === 0 ? (
        !found.loading && <p className="soft small">{nothingOffered(text, solos.length)}</p>
      ) : (
        <ul className="solo-list" aria-label={words().adapt.picker.found}>
          {offered.map((item) => (
            <li key={item.id}>
              <AuditionButton request={auditionOf(item)} title={spokenTitle(item)} />
              <Names item={item} />
              <Button
                size="sm"
                icon={<Plus size={14} aria-hidden="true" />}
                aria-label={words().adapt.picker.addItem(spokenTitle(item))}
                onClick={() =>
                  onChange([
                    ...solos,
                    { item, instrument: soloistOf(item), seconds: (item.to - item.from) / item.sampleRate },
                  ])
                }
              >
                {words().adapt.picker.add}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Names({ item }: { readonly item: Item }) {
  return (
    <span className="solo-names">
      <span className="ellipsis">{item.title}</span>
      <span className="faint small ellipsis">
        {placeText(item)} · {words().units.span((item.to - item.from) / item.sampleRate)}
      </span>
    </span>
  );
}
