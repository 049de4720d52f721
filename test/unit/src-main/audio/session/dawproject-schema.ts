/**
 * What Project.xsd of github.com/bitwig/dawproject (version 1.0) says of the elements that are written: order and kind of
 * children, attributes, which of them are required, and the form of their values.
 */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

type Forms = Readonly<Record<string, RegExp>>;
interface Rule {
  /** In this order; `|` between kinds that may mix. */
  readonly children?: readonly string[];
  readonly attributes: Forms;
  readonly needs?: readonly string[];
}

const TEXT = /^/;
const ID = /^[A-Za-z_][\w.-]*$/;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d+$/;
const FLAG = /^(true|false|0|1)$/;
const UNIT = /^(linear|normalized|percent|decibel|hertz|semitones|seconds|beats|bpm)$/;
const TIME_UNIT = /^(beats|seconds)$/;
const named: Forms = { name: TEXT, color: TEXT, comment: TEXT };
const referenced: Forms = { ...named, id: ID };
const timeline: Forms = { ...referenced, timeUnit: TIME_UNIT, track: ID };
const device: Forms = {
  ...referenced,
  ...{ deviceID: TEXT, deviceName: TEXT, deviceVendor: TEXT, loaded: FLAG },
  deviceRole: /^(instrument|noteFX|audioFX|analyzer)$/,
};
const real: Rule = {
  attributes: { ...referenced, parameterID: WHOLE, unit: UNIT, value: NUMBER, min: NUMBER, max: NUMBER },
  needs: ['unit'],
};
const flag: Rule = { attributes: { ...referenced, parameterID: WHOLE, value: FLAG } };

const RULES: Readonly<Record<string, Rule>> = {
  Project: {
    children: ['Application', 'Transport', 'Structure', 'Arrangement'],
    attributes: { version: TEXT },
    needs: ['version'],
  },
  Application: { attributes: { name: TEXT, version: TEXT }, needs: ['name', 'version'] },
  Transport: { children: ['Tempo', 'TimeSignature'], attributes: {} },
  Tempo: real,
  TimeSignature: {
    attributes: { ...referenced, parameterID: WHOLE, denominator: WHOLE, numerator: WHOLE },
    needs: ['denominator', 'numerator'],
  },
  Structure: { children: ['Track|Channel'], attributes: {} },
  Track: {
    children: ['Channel', 'Track'],
    attributes: {
      ...referenced,
      loaded: FLAG,
      contentType:
        /^(audio|automation|notes|video|markers|tracks)( (audio|automation|notes|video|markers|tracks))*$/,
    },
  },
  Channel: {
    children: ['Devices', 'Mute', 'Pan', 'Sends', 'Volume'],
    attributes: {
      ...referenced,
      ...{ audioChannels: WHOLE, destination: ID, solo: FLAG },
      role: /^(regular|master|effect|submix|vca)$/,
    },
  },
  Mute: flag,
  Pan: real,
  Volume: real,
  Devices: { children: ['Equalizer|Compressor'], attributes: {} },
  Equalizer: {
    children: ['Enabled', 'Band', 'InputGain', 'OutputGain'],
    attributes: device,
    needs: ['deviceName', 'deviceRole'],
  },
  Band: {
    children: ['Freq', 'Gain', 'Q', 'Enabled'],
    attributes: { order: WHOLE, type: /^(highPass|lowPass|bandPass|highShelf|lowShelf|bell|notch)$/ },
    needs: ['type'],
  },
  Compressor: {
    children: ['Enabled', 'Attack', 'AutoMakeup', 'InputGain', 'OutputGain', 'Ratio', 'Release', 'Threshold'],
    attributes: device,
    needs: ['deviceName', 'deviceRole'],
  },
  Enabled: flag,
  AutoMakeup: flag,
  ...Object.fromEntries(
    ['Freq', 'Gain', 'Q', 'Attack', 'InputGain', 'OutputGain', 'Ratio', 'Release', 'Threshold'].map(
      (name) => [name, real],
    ),
  ),
  Arrangement: { children: ['Lanes', 'Markers'], attributes: referenced },
  Lanes: { children: ['Lanes|Clips|Points'], attributes: timeline },
  Clips: { children: ['Clip'], attributes: timeline },
  Clip: {
    children: ['Audio'],
    attributes: {
      ...named,
      ...{ time: NUMBER, duration: NUMBER, playStart: NUMBER, playStop: NUMBER, enable: FLAG },
      contentTimeUnit: TIME_UNIT,
    },
    needs: ['time'],
  },
  Audio: {
    children: ['File'],
    attributes: { ...timeline, algorithm: TEXT, channels: WHOLE, sampleRate: WHOLE, duration: NUMBER },
    needs: ['channels', 'sampleRate', 'duration'],
  },
  File: { attributes: { path: TEXT, external: FLAG }, needs: ['path'] },
  Points: { children: ['Target', 'RealPoint'], attributes: { ...timeline, unit: UNIT } },
  Target: { attributes: { parameter: ID } },
  RealPoint: {
    attributes: { time: NUMBER, value: NUMBER, interpolation: /^(hold|linear)$/ },
    needs: ['time', 'value'],
  },
  Markers: { children: ['Marker'], attributes: timeline },
  Marker: { attributes: { ...named, time: NUMBER }, needs: ['time'] },
};

/** Elements that come exactly once where they are named, and must be there. */
const MUST_HAVE: Readonly<Record<string, readonly string[]>> = {
  Project: ['Application'],
  Band: ['Freq'],
  Audio: ['File'],
  Points: ['Target'],
  Markers: ['Marker'],
};

const all = (element: Element): Element[] => [element, ...element.children.flatMap(all)];

/** Where a project breaks the schema, one line a fault. */
export function schemaFaults(root: Element): string[] {
  const elements = all(root);
  const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
  const faults = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two elements are ${id}`);
  for (const { name, attributes, children } of elements) {
    const rule = RULES[name];
    if (rule === undefined) {
      faults.push(`<${name}> is unknown`);
      continue;
    }
    for (const need of rule.needs ?? []) {
      if (attributes[need] === undefined) faults.push(`<${name}> has no ${need}`);
    }
    for (const [key, value] of Object.entries(attributes)) {
      if (rule.attributes[key]?.test(value) !== true) faults.push(`<${name}> has ${key}="${value}"`);
      const refers = ['destination', 'track', 'parameter'].includes(key);
      if (refers && !ids.includes(value)) faults.push(`<${name}> refers to ${value}, which is nowhere`);
    }
    for (const need of MUST_HAVE[name] ?? []) {
      if (!children.some((child) => child.name === need)) faults.push(`<${name}> has no <${need}>`);
    }
    const places = children.map((child) =>
      (rule.children ?? []).findIndex((kinds) => kinds.split('|').includes(child.name)),
    );
    const inOrder = places.every((place, index) => place >= (places[index - 1] ?? 0));
    if (!inOrder) faults.push(`<${name}> has ${children.map((child) => child.name).join(', ')}`);
  }
  return faults;
}
