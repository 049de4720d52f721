export interface InputDevice {
  readonly id: string;
  /** As the system names it; empty until access was given. */
  readonly label: string;
  /** Counts the devices from 1. */
  readonly number: number;
}

/** Insecure contexts have no media devices. */
export const canUseInput = (): boolean => 'mediaDevices' in navigator;

/** Sound inputs. Browsers name them only after access was given. */
export async function listInputDevices(): Promise<readonly InputDevice[]> {
  if (!canUseInput()) return [];
  const inputs = (await navigator.mediaDevices.enumerateDevices()).filter(
    ({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '' && deviceId !== 'default',
  );
  return inputs.map(({ deviceId: id, label }, index) => ({ id, label, number: index + 1 }));
}

/** Why no input could be opened. */
export type InputProblem = 'refused' | 'no-device' | 'busy';

/** A member of MediaTrackConstraints in the standard (Media Capture and Streams, 4.3.8) that TypeScript lacks. */
type SoundConstraints = MediaTrackConstraints & { readonly latency?: ConstrainDouble };

/**
 * Opens a sound input as it is, without echo cancellation, noise suppression or automatic gain, and asks for small
 * buffers where the browser knows how to.
 */
export async function openInput(deviceId: string): Promise<MediaStream> {
  const audio: SoundConstraints = {
    ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    latency: { ideal: 0.01 },
  };
  return navigator.mediaDevices.getUserMedia({ audio });
}

/** What a rejection of `openInput` means; null for anything unexpected. */
export function inputProblem(error: unknown): InputProblem | null {
  if (!(error instanceof DOMException)) return null;
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no-device';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return null;
  }
}
