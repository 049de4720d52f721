import { useState } from 'react';
import { ownDepth } from '../../../src-shared/contract/own-depth.ts';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { SampleRange } from '../../../src-shared/project/document.ts';
import type { JobId, ProjectId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useJob } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { Choices, Segmented, Select } from '../../ui/fields.tsx';
import { formatHz } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { ExportTarget } from './ExportTarget.tsx';
import { targetOf, type Target } from './target.ts';
import { ExportProgress } from './ExportProgress.tsx';
import { DEFAULT_FORM, depthsOf, fittingDepth, RATES, requestOf } from './options.ts';
import type { ExportForm } from './options.ts';
import { words } from '../../words/words.ts';
import './export.css';

interface Props {
  readonly projectId: ProjectId;
  readonly recording: ReadyRecording;
  /** The loop of the project, in its samples. */
  readonly loop: SampleRange | null;
  onClose: () => void;
}

/** What to export and how; then its progress, its loudness and its files. */
export function ExportDialog({ projectId, recording, loop, onClose }: Props) {
  const dialogs = useCapabilities()?.fileDialogs ?? false;
  const [form, setForm] = useState<ExportForm>(DEFAULT_FORM);
  const [target, setTarget] = useState<Target | null>(null);
  const [jobId, setJobId] = useState<JobId | null>(null);
  const job = useJob(jobId);
  const set = (change: Partial<ExportForm>): void => setForm((before) => ({ ...before, ...change }));
  const start = useAction(async (changed: ExportForm) => {
    const request = requestOf(changed, projectId, recording.sampleFormat, loop);
    setJobId((await api.exports.start({ ...request, ...targetOf(target, changed) })).jobId);
  });

  if (jobId !== null) {
    return (
      <ExportProgress
        job={job ?? null}
        onClose={onClose}
        onBack={() => setJobId(null)}
        onAgain={(change) => start.run({ ...form, ...change })}
      />
    );
  }

  const own = ownDepth(recording.sampleFormat, 'wav');
  const depths = depthsOf(form.format);
  const { error } = start;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words().exporting.title}
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button variant="primary" busy={start.busy} onClick={() => start.run(form)}>
            {form.what === 'mix' ? words().exporting.exportMix : words().exporting.exportStems}
          </Button>
        </>
      }
    >
      <Choices<ExportForm['what']>
        label={words().exporting.what}
        value={form.what}
        onChange={(what) => set({ what })}
        options={[
          { value: 'mix', label: words().exporting.mix, detail: words().exporting.mixDetail },
          { value: 'stems', label: words().exporting.stems, detail: words().exporting.stemsDetail },
        ]}
      />
      {form.what === 'stems' && (
        <Choices<ExportForm['stems']>
          label={words().exporting.stems}
          value={form.stems}
          onChange={(stems) => set({ stems })}
          options={[
            {
              value: 'separated',
              label: words().exporting.separated,
              detail: words().exporting.separatedDetail,
            },
            {
              value: 'treated',
              label: words().exporting.treated,
              detail: words().exporting.treatedDetail,
            },
          ]}
        />
      )}
      <div className="export-row">
        <Segmented<ExportForm['format']>
          label={words().exporting.format}
          value={form.format}
          onChange={(format) => set({ format })}
          options={[
            { value: 'wav', label: 'WAV' },
            { value: 'flac', label: 'FLAC' },
          ]}
        />
        <Segmented<ExportForm['range']>
          label={words().exporting.range}
          value={loop === null ? 'whole' : form.range}
          onChange={(range) => set({ range })}
          options={[
            { value: 'whole', label: words().exporting.whole },
            {
              value: 'loop',
              label:
                loop === null
                  ? words().exporting.noLoop
                  : words().exporting.loop(
                      formatTime(loop.start / recording.sampleRate),
                      formatTime(loop.end / recording.sampleRate),
                    ),
              disabled: loop === null,
            },
          ]}
        />
      </div>
      <div className="export-row">
        <Select<ExportForm['depth']>
          label={words().exporting.depth}
          value={fittingDepth(form, recording.sampleFormat)}
          onChange={(depth) => set({ depth })}
          options={[
            {
              value: 'same',
              label: words().exporting.asRecorded(words().exporting.depths[own]),
              disabled: !depths.includes(own),
            },
            ...depths
              .filter((depth) => depth !== own)
              .map((depth) => ({ value: depth, label: words().exporting.depths[depth] })),
          ]}
        />
        <Select
          label={words().exporting.rate}
          value={form.rate}
          onChange={(rate) => set({ rate })}
          options={[
            { value: 'same', label: words().exporting.asRecorded(formatHz(recording.sampleRate)) },
            ...RATES.filter((rate) => rate !== recording.sampleRate).map((rate) => ({
              value: String(rate),
              label: formatHz(rate),
            })),
          ]}
        />
      </div>
      {dialogs && <ExportTarget form={form} title={recording.title} target={target} onTarget={setTarget} />}
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </Dialog>
  );
}
