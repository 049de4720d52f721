import type { SessionFiles } from '../../../src-shared/contract/export.ts';
import { isLossy } from '../../../src-shared/exporting/formats.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { audible } from '../../../src-shared/mixing/audible.ts';
import { allParts } from '../../../src-shared/exporting/plan.ts';
import { Check } from '../../ui/Check.tsx';
import { words } from '../../words/words.ts';
import { sessionOf, type ExportForm, type Subject } from './form.ts';

interface Props {
  readonly form: ExportForm;
  readonly subject: Subject;
  onChange: (change: Partial<ExportForm>) => void;
}

/** What to export: mix, groups, tracks, projects for other programs, and of which stretches. */
export function PartsSection({ form, subject, onChange }: Props) {
  const texts = words().exporting;
  const { parts } = form;
  const { document, regions } = subject;
  const set = (change: Partial<ExportForm['parts']>): void => onChange({ parts: { ...parts, ...change } });
  const session = (change: Partial<SessionFiles>): void => set({ session: { ...parts.session, ...change } });
  const lossy = isLossy(form.format);
  const shownSession = sessionOf(form);
  const heard = audible(document.tracks, document.groups);
  const unheard = document.tracks.filter((_, index) => heard[index] !== true).map(({ name }) => name);
  return (
    <>
      <fieldset className="field export-checks">
        <legend className="field-label">{texts.what}</legend>
        <Check
          label={texts.mix}
          detail={unheard.length === 0 ? texts.mixDetail : `${texts.mixDetail} ${texts.mixWithout(unheard)}`}
          checked={parts.mix}
          onChange={(mix) => set({ mix })}
        />
        {allParts(document).groups.length > 0 && (
          <Check
            label={texts.groups}
            detail={texts.groupsDetail}
            checked={parts.groups}
            onChange={(groups) => set({ groups })}
          />
        )}
        <Check
          label={texts.separated}
          detail={texts.separatedDetail}
          checked={parts.separated}
          onChange={(separated) => set({ separated })}
        />
        <Check
          label={texts.processed}
          detail={texts.processedDetail}
          checked={parts.processed}
          onChange={(processed) => set({ processed })}
        />
      </fieldset>
      {(parts.separated || parts.processed) && (
        <Several
          label={texts.tracks}
          items={document.tracks.map(({ id, name }) => ({ key: id, label: name }))}
          chosen={form.tracks}
          onChange={(tracks) => onChange({ tracks })}
        />
      )}
      {regions.length > 0 && (
        <Several
          label={texts.regions}
          hint={form.regions.size === 0 ? texts.wholeDetail : texts.regionsDetail(form.regions.size)}
          items={regions.map(({ name, range }) => ({
            key: name,
            label: name,
            detail: `${formatTime(range.start / document.sampleRate)}–${formatTime(range.end / document.sampleRate)}`,
          }))}
          chosen={form.regions}
          onChange={(chosen) => onChange({ regions: chosen })}
        />
      )}
      <fieldset className="field export-checks">
        <legend className="field-label">{texts.otherPrograms}</legend>
        <Check
          label={texts.dawproject}
          detail={texts.dawprojectDetail}
          checked={shownSession.dawproject}
          disabled={lossy}
          onChange={(dawproject) => session({ dawproject })}
        />
        <Check
          label={texts.reaper}
          detail={texts.reaperDetail}
          checked={shownSession.reaper}
          disabled={lossy}
          onChange={(reaper) => session({ reaper })}
        />
        <Check
          label={texts.sessionNote}
          detail={texts.sessionNoteDetail}
          checked={shownSession.note}
          disabled={lossy}
          onChange={(note) => session({ note })}
        />
        {lossy && <p className="field-hint">{texts.sessionNeedsLossless}</p>}
      </fieldset>
    </>
  );
}

interface SeveralProps {
  readonly label: string;
  readonly hint?: string;
  readonly items: readonly { readonly key: string; readonly label: string; readonly detail?: string }[];
  readonly chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Checkboxes in a row, for any number of short names. */
function Several({ label, hint, items, chosen, onChange }: SeveralProps) {
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      <div className="export-several">
        {items.map((item) => (
          <label key={item.key} className="export-chip">
            <input
              type="checkbox"
              checked={chosen.has(item.key)}
              onChange={(event) => {
                const next = new Set(chosen);
                if (event.target.checked) next.add(item.key);
                else next.delete(item.key);
                onChange(next);
              }}
            />
            <span className="ellipsis">{item.label}</span>
            {item.detail !== undefined && <span className="faint small tabular">{item.detail}</span>}
          </label>
        ))}
      </div>
      {hint !== undefined && <p className="field-hint">{hint}</p>}
    </fieldset>
  );
}
