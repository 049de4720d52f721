export interface OutputDevice {
  /** Empty: the system's default. */
  readonly id: string;
  /** As the system names it; empty where the browser does not say. */
  readonly label: string;
  /** Counts the devices from 1; 0 is the system's default. */
  readonly number: number;
}

export const SYSTEM_DEVICE: OutputDevice = { id: '', label: '', number: 0 };

/** Whether the browser supports choosing the output device. */
export function canChooseOutput(): boolean {
  return 'setSinkId' in AudioContext.prototype;
}

/** Insecure contexts have no media devices. */
function hasDevices(): boolean {
  return 'mediaDevices' in navigator;
}

/** The system's default first. Browsers name devices only where microphone access was given. */
export async function listOutputDevices(): Promise<readonly OutputDevice[]> {
  if (!hasDevices() || !canChooseOutput()) return [SYSTEM_DEVICE];
  const outputs = (await navigator.mediaDevices.enumerateDevices()).filter(
    (device) => device.kind === 'audiooutput' && device.deviceId !== '' && device.deviceId !== 'default',
  );
  return [
    SYSTEM_DEVICE,
    ...outputs.map((device, index) => ({
      id: device.deviceId,
      label: device.label,
      number: index + 1,
    })),
  ];
}

/** @returns a function that stops listening */
export function onDevicesChanged(listener: () => void): () => void {
  if (!hasDevices()) return () => undefined;
  const media = navigator.mediaDevices;
  media.addEventListener('devicechange', listener);
  return () => media.removeEventListener('devicechange', listener);
}
