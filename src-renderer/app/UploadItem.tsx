import { X } from 'lucide-react';
import { dismissUpload } from '../api/imports.ts';
import type { Upload } from '../api/imports.ts';
import { describeFailure } from '../api/messages.ts';
import { IconButton } from '../ui/Button.tsx';
import { ProgressBar } from '../ui/feedback.tsx';
import { formatBytes } from '../../src-shared/format/numbers.ts';
import { words } from '../words/words.ts';

/** Lists the files that a folder import skipped, until dismissed. */
function LeftOutItem({ upload }: { readonly upload: Upload }) {
  return (
    <li className="job">
      <div className="job-head">
        <span className="job-title ellipsis">{upload.name}</span>
        <IconButton
          size="sm"
          label={words().jobs.dismiss(upload.name)}
          onClick={() => dismissUpload(upload.id)}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {upload.leftOut.map((text) => (
        <p key={text} className="job-note">
          {text}
        </p>
      ))}
    </li>
  );
}

/** An upload in progress, or a folder import that skipped files. */
export function UploadItem({ upload }: { readonly upload: Upload }) {
  if (upload.leftOut.length > 0) return <LeftOutItem upload={upload} />;
  const failed = upload.error !== null;
  const described = failed ? describeFailure(upload.error) : null;
  return (
    <li className="job">
      <div className="job-head">
        <span className="job-title ellipsis">{upload.name}</span>
        <IconButton
          size="sm"
          label={failed ? words().jobs.dismiss(upload.name) : words().jobs.cancelSending(upload.name)}
          onClick={() => (failed ? dismissUpload(upload.id) : upload.cancel())}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {described === null ? (
        <ProgressBar
          label={words().jobs.sending(upload.name)}
          value={upload.bytes === 0 ? null : upload.sent / upload.bytes}
          phase={words().jobs.sent(formatBytes(upload.sent), formatBytes(upload.bytes))}
        />
      ) : (
        <p className="job-error">
          {described.title} {described.advice}
        </p>
      )}
    </li>
  );
}
