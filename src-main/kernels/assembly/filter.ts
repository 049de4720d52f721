import { quarter, signsOf } from './complex';

/**
 * Masks of one frame, and the spatial Wiener filter, over a spectrum of `count` bins. `map` has an entry of 24 bytes for every
 * bin (`mask-map.ts`): the mask's bin below as an i32, the share of the bin above and the share of what lies beyond the band,
 * as f64. `masks` has [stems][bins] f32, `beyond` one f64 a stem, `images` [stems][channels][count] complex numbers.
 */

const ENTRY: usize = 24;

/** A stem's weight in one bin. */
function weightOf(entry: usize, mask: usize, beyond: f64): f64 {
  const at = mask + ((<usize>load<i32>(entry)) << 2);
  const low = <f64>load<f32>(at);
  const inside = low + load<f64>(entry, 8) * (<f64>load<f32>(at, 4) - low);
  return inside + load<f64>(entry, 16) * (beyond - inside);
}

/** Applies the masks to one channel; `images` is the channel's in the first stem, and those of the next lie `stride` on. */
export function masked(
  images: usize,
  stride: usize,
  spectrum: usize,
  masks: usize,
  beyond: usize,
  map: usize,
  stems: i32,
  bins: i32,
  count: i32,
): void {
  for (let j = 0; j < count; j += 1) {
    const x = v128.load(spectrum);
    let image = images;
    let mask = masks;
    for (let stem = 0; stem < stems; stem += 1) {
      const weight = weightOf(map, mask, load<f64>(beyond + ((<usize>stem) << 3)));
      v128.store(image, f64x2.mul(x, f64x2.splat(weight)));
      image += stride;
      mask += (<usize>bins) << 2;
    }
    images += 16;
    spectrum += 16;
    map += ENTRY;
  }
}

/** Minimum mask value: keeps the filter defined where a mask is zero. */
const LEAST_SHARE: f64 = 1e-6;

/**
 * The filter of two channels.
 * @param places [stems + 1][bins][4] f64, normalised covariances of the stems and the rest
 * @param room of 40 bytes a source: what a bin's sources contribute, and the weights
 */
export function placed(
  images: usize,
  left: usize,
  right: usize,
  masks: usize,
  beyond: usize,
  places: usize,
  map: usize,
  room: usize,
  stems: i32,
  bins: i32,
  count: i32,
): void {
  const turn = signsOf(true);
  const signs = signsOf(false);
  const channel = (<usize>count) << 4;
  const weights = room + ((<usize>(stems + 1)) << 5);
  for (let j = 0; j < count; j += 1) {
    const l = v128.load(left);
    const r = v128.load(right);
    const above = load<f64>(map, 16);
    // Above the band, the masks alone count.
    if (above == 1) {
      maskedPair(images, channel, l, r, masks, beyond, map, stems, bins);
    } else {
      let rest: f64 = 1;
      let place = places + ((<usize>load<i32>(map)) << 5);
      let mask = masks;
      const fraction = f64x2.splat(load<f64>(map, 8));
      let powers = f64x2.splat(0);
      let product = f64x2.splat(0);
      for (let source = 0; source <= stems; source += 1) {
        let share = rest;
        if (source < stems) {
          share = weightOf(map, mask, load<f64>(beyond + ((<usize>source) << 3)));
          store<f64>(weights + ((<usize>source) << 3), share);
          rest -= share;
          mask += (<usize>bins) << 2;
        }
        const scale = f64x2.splat(Math.max(share, LEAST_SHARE));
        const power = f64x2.mul(scale, between(place, fraction));
        const cross = f64x2.mul(scale, between(place + 16, fraction));
        const local = room + ((<usize>source) << 5);
        v128.store(local, power);
        v128.store(local, cross, 16);
        powers = f64x2.add(powers, power);
        product = f64x2.add(product, cross);
        place += (<usize>bins) << 5;
      }
      const a = f64x2.extract_lane(powers, 0);
      const d = f64x2.extract_lane(powers, 1);
      const cr = f64x2.extract_lane(product, 0);
      const ci = f64x2.extract_lane(product, 1);
      const scale = f64x2.splat((1 - above) / (a * d - cr * cr - ci * ci));
      const re = f64x2.splat(cr);
      const im = f64x2.splat(ci);
      // The inverse of the mixture's covariance, multiplied by the observed spectrum.
      const fromRight = f64x2.add(f64x2.mul(re, r), f64x2.mul(im, quarter(r, turn)));
      const yl = f64x2.mul(scale, f64x2.sub(f64x2.mul(f64x2.splat(d), l), fromRight));
      const fromLeft = f64x2.add(f64x2.mul(re, l), f64x2.mul(im, quarter(l, signs)));
      const yr = f64x2.mul(scale, f64x2.sub(f64x2.mul(f64x2.splat(a), r), fromLeft));
      const il = quarter(yl, signs);
      const ir = quarter(yr, turn);
      let image = images;
      let local = room;
      for (let stem = 0; stem < stems; stem += 1) {
        const plain = f64x2.splat(above * load<f64>(weights + ((<usize>stem) << 3)));
        const xr = v128.load64_splat(local, 16);
        const xi = v128.load64_splat(local, 24);
        const ll = f64x2.mul(v128.load64_splat(local), yl);
        const dd = f64x2.mul(v128.load64_splat(local, 8), yr);
        const toLeft = f64x2.add(f64x2.add(ll, f64x2.mul(xr, yr)), f64x2.mul(xi, ir));
        const toRight = f64x2.add(f64x2.add(f64x2.mul(xr, yl), f64x2.mul(xi, il)), dd);
        v128.store(image, f64x2.add(toLeft, f64x2.mul(plain, l)));
        v128.store(image + channel, f64x2.add(toRight, f64x2.mul(plain, r)));
        image += 2 * channel;
        local += 32;
      }
    }
    images += 16;
    left += 16;
    right += 16;
    map += ENTRY;
  }
}

/** Two numbers of a place, interpolated between a bin and the next. */
function between(place: usize, fraction: v128): v128 {
  const low = v128.load(place);
  return f64x2.add(low, f64x2.mul(fraction, f64x2.sub(v128.load(place, 32), low)));
}

function maskedPair(
  image: usize,
  channel: usize,
  left: v128,
  right: v128,
  mask: usize,
  beyond: usize,
  entry: usize,
  stems: i32,
  bins: i32,
): void {
  for (let stem = 0; stem < stems; stem += 1) {
    const weight = f64x2.splat(weightOf(entry, mask, load<f64>(beyond + ((<usize>stem) << 3))));
    v128.store(image, f64x2.mul(left, weight));
    v128.store(image + channel, f64x2.mul(right, weight));
    image += 2 * channel;
    mask += (<usize>bins) << 2;
  }
}
