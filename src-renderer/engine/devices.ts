export interface OutputDevice {
  /** Empty: the system's default. */
  readonly id: string;
  readonly label: string;
}

/** Whether the output device can be chosen here at all. */
export function canChooseOutput(): boolean {
  return 'setSinkId' in AudioContext.prototype;
}

/** The system's default first. Browsers name devices only where microphone access was given; else they are numbered. */
export async function listOutputDevices(): Promise<readonly OutputDevice[]> {
  const systemDefault: OutputDevice = { id: '', label: 'System default' };
  // Absent in insecure contexts.
  const media: MediaDevices | undefined = navigator.mediaDevices;
  if (media === undefined || !canChooseOutput()) return [systemDefault];
  const outputs = (await media.enumerateDevices()).filter(
    (device) => device.kind === 'audiooutput' && device.deviceId !== '' && device.deviceId !== 'default',
  );
  return [
    systemDefault,
    ...outputs.map((device, index) => ({
      id: device.deviceId,
      label: device.label === '' ? `Output ${index + 1}` : device.label,
    })),
  ];
}

/** @returns a function that stops listening */
export function onDevicesChanged(listener: () => void): () => void {
  const media: MediaDevices | undefined = navigator.mediaDevices;
  media?.addEventListener('devicechange', listener);
  return () => media?.removeEventListener('devicechange', listener);
}
