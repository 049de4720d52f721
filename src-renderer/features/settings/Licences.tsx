import { useState } from 'react';
import { LICENCES_PATH, PackagedLicences } from '../../../src-shared/contract/licences.ts';
import { useLoad } from '../../api/hooks.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Note, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

/** Fetches the list written by the window's build; returns null in development, where there is none. */
async function fetchLicences(signal: AbortSignal): Promise<PackagedLicences | null> {
  const answer = await fetch(LICENCES_PATH, { signal });
  if (answer.headers.get('content-type')?.startsWith('application/json') !== true) return null;
  return PackagedLicences.parse(await answer.json());
}

/** Lists every third-party package in Divisi with its licence. */
export function LicencesDialog({ onClose }: { readonly onClose: () => void }) {
  const { data, error, loading } = useLoad('licences', fetchLicences);
  const [text, setText] = useState('');
  const found = (data ?? []).filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const about = words().settings.about;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={about.licencesTitle}
      {...(data === null ? {} : { description: about.licencesText(data.length) })}
      width="lg"
    >
      {loading && <Spinner label={about.licencesLoading} />}
      {!loading && (error !== null || data === null) && <Note tone="warning" title={about.licencesMissing} />}
      {data !== null && (
        <>
          <input
            type="search"
            className="input"
            aria-label={about.findPackage}
            placeholder={about.findPackage}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {found.length === 0 && <p className="soft">{about.noPackage}</p>}
          <ul className="licences">
            {found.map((entry) => (
              <li key={`${entry.name} ${entry.version}`}>
                <details>
                  <summary>
                    <span className="licences-name">{entry.name}</span> {entry.version}
                    <span className="soft"> · {entry.licence}</span>
                  </summary>
                  {entry.homepage !== '' && <p className="faint small">{entry.homepage}</p>}
                  <pre className="licences-text">{entry.text}</pre>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
