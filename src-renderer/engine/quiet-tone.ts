// Tone.js greets on the console unless this is set before it loads: import this module first.
Reflect.set(globalThis, 'TONE_SILENCE_LOGGING', true);

export {};
