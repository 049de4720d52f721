import { basename } from 'node:path';
import type { Failure } from '../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../src-shared/contract/model.ts';
import { hasRole, type Manifest } from './manifest.ts';

export type Origin = ModelInfo['origin'];

/** A model's entry in the list. @param problem why it can't be used */
export function infoOf(manifest: Manifest, origin: Origin, problem: Failure | null): ModelInfo {
  const { sources } = manifest;
  const conditioned = sources?.kind === 'conditioned' ? sources : null;
  return {
    id: manifest.id,
    version: manifest.version,
    title: manifest.title,
    task: manifest.task,
    architecture: manifest.architecture,
    causal: manifest.causal,
    lookaheadMs: manifest.lookaheadMs,
    stems: manifest.stems,
    sampleRate: manifest.sampleRate,
    classes: [...(conditioned?.classes ?? manifest.classes ?? [])],
    playersPerClass: conditioned?.playersPerClass ?? 1,
    rest: sources?.rest ?? false,
    takesNotes: manifest.notes !== undefined,
    hearsNotes: manifest.notes !== undefined && hasRole(manifest.outputs, 'pitches'),
    origin,
    licence: manifest.weights.licence,
    bytes: manifest.weights.bytes,
    metrics: manifest.metrics.map(({ mixtures, ...metric }) =>
      mixtures === undefined ? metric : { ...metric, mixtures },
    ),
    problem: problem?.toData() ?? null,
    isDefault: false,
  };
}

/** The list entry of a folder whose manifest can't be read. */
export function brokenInfo(dir: string, origin: Origin, problem: Failure): ModelInfo {
  return {
    id: basename(dir),
    version: '',
    title: basename(dir),
    task: 'separation',
    architecture: '',
    causal: false,
    lookaheadMs: 0,
    stems: 'masks',
    sampleRate: 0,
    classes: [],
    playersPerClass: 1,
    rest: false,
    takesNotes: false,
    hearsNotes: false,
    origin,
    licence: '',
    bytes: 0,
    metrics: [],
    problem: problem.toData(),
    isDefault: false,
  };
}
