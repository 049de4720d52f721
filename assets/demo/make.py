#!/usr/bin/env python3
"""Renders the demo recording: the Minuet in G from the Notebook for Anna Magdalena Bach, for flute and cello.

Needs python3-mido, python3-numpy, python3-soundfile, fluidsynth and the sound font FluidR3 GM
(Debian: fluid-soundfont-gm, MIT licence). Writes demo.flac (the sum) and parts/*.flac beside this file.
"""
import pathlib
import random
import subprocess
import tempfile

import mido
import numpy as np
import soundfile as sf

HERE = pathlib.Path(__file__).parent
SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
RATE = 44_100
TICKS = 480
QUARTERS_PER_MINUTE = 104
SEED = 20

# One bar a string: NOTE-OCTAVE:QUARTERS, 0.5 where left out. Upper voice, bars 1 to 32.
FLUTE = """
D5:1 G4 A4 B4 C5 | D5:1 G4:1 G4:1 | E5:1 C5 D5 E5 F#5 | G5:1 G4:1 G4:1
C5:1 D5 C5 B4 A4 | B4:1 C5 B4 A4 G4 | F#4:1 G4 A4 B4 G4 | A4:3
D5:1 G4 A4 B4 C5 | D5:1 G4:1 G4:1 | E5:1 C5 D5 E5 F#5 | G5:1 G4:1 G4:1
C5:1 D5 C5 B4 A4 | B4:1 C5 B4 A4 G4 | A4:1 B4 A4 G4 F#4 | G4:3
B5:1 G5 A5 B5 G5 | A5:1 D5 E5 F#5 D5 | G5:1 E5 F#5 G5 D5 | C#5:1 B4 C#5 A4:1
A4 B4 C#5 D5 E5 F#5 | G5:1 F#5:1 E5:1 | F#5:1 A4:1 C#5:1 | D5:3
D5:1 G4 F#4 G4:1 | E5:1 G4 F#4 G4:1 | D5:1 C5:1 B4:1 | A4 G4 F#4 G4 A4:1
D4 E4 F#4 G4 A4 B4 | C5:1 B4:1 A4:1 | B4 D5 G4:1 F#4:1 | G4:3
"""
CELLO = """
G3:2 A3:1 | B3:3 | C4:3 | B3:3
A3:3 | G3:3 | D4:1 B3:1 G3:1 | D4:1 D3 C4 B3 A3
B3:2 A3:1 | G3:1 B3:1 G3:1 | C4:3 | B3:1 C4 B3 A3 G3
A3:2 F#3:1 | G3:2 B3:1 | C4:1 D4:1 D3:1 | G3:2 G2:1
G3:3 | F#3:3 | E3:1 G3:1 E3:1 | A3:2 A2:1
A3:3 | B3:1 D4:1 C#4:1 | D4:1 F#3:1 A3:1 | D4:1 D3:1 C4:1
B3:2 B3:1 | C4:2 C4:1 | B3:1 A3:1 G3:1 | D4:3
D3:2 F#3:1 | E3:1 G3:1 F#3:1 | G3:1 B2:1 D3:1 | G3:1 D3:1 G2:1
"""
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def notes_of(voice: str) -> list[tuple[int, float, float]]:
    """(MIDI pitch, start in quarters, length in quarters); every bar must hold three quarters."""
    notes, start = [], 0.0
    for number, bar in enumerate(voice.replace("\n", "|").strip("|").split("|"), 1):
        length_of_bar = 0.0
        for word in bar.split():
            name, _, length = word.partition(":")
            quarters = float(length or 0.5)
            pitch = STEPS[name[0]] + ("#" in name) + 12 * (int(name[-1]) + 1)
            notes.append((pitch, start, quarters))
            start += quarters
            length_of_bar += quarters
        if length_of_bar != 3.0:
            raise ValueError(f"bar {number} holds {length_of_bar} quarters")
    return notes


def midi_of(voice: str, program: int, velocity: int, rng: random.Random) -> mido.MidiFile:
    """One track with phrase-shaped velocities and a player's small timing errors."""
    events = [(0, mido.Message("program_change", program=program))]
    for pitch, start, length in notes_of(voice):
        phrase = (start % 24) / 24
        swell = 14 * (1 - abs(2 * phrase - 1))
        accent = 5 if start % 3 == 0 else 0
        begin = max(0, int((start + rng.gauss(0, 0.012)) * TICKS) + TICKS)
        end = begin + int(length * TICKS * rng.uniform(0.88, 0.97))
        loudness = max(1, min(127, int(velocity + swell + accent + rng.gauss(0, 2))))
        events.append((begin, mido.Message("note_on", note=pitch, velocity=loudness)))
        events.append((end, mido.Message("note_off", note=pitch)))
    events.sort(key=lambda event: event[0])
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(QUARTERS_PER_MINUTE))])
    now = 0
    for tick, message in events:
        track.append(message.copy(time=tick - now))
        now = tick
    file = mido.MidiFile(ticks_per_beat=TICKS)
    file.tracks.append(track)
    return file


def render(voice: str, program: int, velocity: int, pan: float, rng: random.Random) -> np.ndarray:
    """Float64 [frames, 2]; `pan` is -1 to 1, equal power."""
    with tempfile.TemporaryDirectory() as folder:
        midi, wav = pathlib.Path(folder, "part.mid"), pathlib.Path(folder, "part.wav")
        midi_of(voice, program, velocity, rng).save(midi)
        options = ["-o", "synth.reverb.room-size=0.6", "-o", "synth.reverb.level=0.35", "-o", "synth.chorus.active=0"]
        subprocess.run(
            ["fluidsynth", "-ni", *options, "-g", "0.8", "-O", "float", "-r", str(RATE), "-F", wav, SOUND_FONT, midi],
            check=True, stdout=subprocess.DEVNULL,
        )
        audio, _ = sf.read(wav)
    angle = (pan + 1) * np.pi / 4
    return audio * np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2)


def main() -> None:
    rng = random.Random(SEED)
    parts = {"flute": render(FLUTE, 73, 82, -0.25, rng), "cello": render(CELLO, 42, 92, 0.3, rng)}
    frames = min(len(audio) for audio in parts.values())
    peak = max(np.abs(sum(audio[:frames] for audio in parts.values())).max(), 1e-9)
    # Integer parts whose integer sum is the demo: the isolated parts are exact references.
    exact = {name: np.round(audio[:frames] * (0.7 / peak) * 32767).astype(np.int32) for name, audio in parts.items()}
    for name, audio in exact.items():
        sf.write(HERE / "parts" / f"{name}.flac", audio.astype(np.int16), RATE, subtype="PCM_16")
        print(f"{name}: {20 * np.log10(np.sqrt(np.mean((audio / 32768) ** 2))):.1f} dBFS RMS")
    sf.write(HERE / "demo.flac", sum(exact.values()).astype(np.int16), RATE, subtype="PCM_16")
    print(f"{frames / RATE:.1f} s")


if __name__ == "__main__":
    main()
