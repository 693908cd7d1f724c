/** How different colours look, also to people who cannot see all of them. */

/** Ways to see colours. */
export const VISIONS = ["normal", "protanopia", "deuteranopia", "tritanopia"] as const;

type Triple = readonly [number, number, number];

// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009,
// severity 1.0; on linear RGB.
const MATRICES: Readonly<Record<typeof VISIONS[number], readonly Triple[]>> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** The difference of two colours (`#rrggbb`) as they are seen: CIEDE2000. */
export function differenceOf(one: string, other: string, vision: typeof VISIONS[number]): number {
  return ciede2000(seen(one, vision), seen(other, vision));
}

/** The contrast of two colours (WCAG 2): 1 … 21. */
export function contrastOf(one: string, other: string): number {
  const [dark, light] = [one, other].map((colour) => {
    const [red, green, blue] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }).sort((a, b) => a - b);
  return light! / dark!;
}

function linear(colour: string): Triple {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red!, green!, blue!];
}

// CIELAB, D65.
function seen(colour: string, vision: typeof VISIONS[number]): Triple {
  const rgb = linear(colour);
  const dot = (row: Triple, values: readonly number[]) =>
    row[0] * values[0]! + row[1] * values[1]! + row[2] * values[2]!;
  const simulated = MATRICES[vision].map((row) => Math.min(1, Math.max(0, dot(row, rgb))));
  const [x, y, z] = [
    dot([0.4124564, 0.3575761, 0.1804375], simulated) / 0.95047,
    dot([0.2126729, 0.7151522, 0.072175], simulated),
    dot([0.0193339, 0.119192, 0.9503041], simulated) / 1.08883,
  ].map((t) => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

// G. Sharma, W. Wu, E. N. Dalal, The CIEDE2000 color-difference formula, 2005.
function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const degrees = Math.PI / 180;
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)));
  const [c1, c2] = [Math.hypot((1 + g) * a1, b1), Math.hypot((1 + g) * a2, b2)];
  const hue = (a: number, b: number) => a === 0 && b === 0 ? 0 : (Math.atan2(b, (1 + g) * a) / degrees + 360) % 360;
  const [h1, h2] = [hue(a1, b1), hue(a2, b2)];
  const isGrey = c1 * c2 === 0;
  const turn = isGrey ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const h = isGrey ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const t = 1 - 0.17 * Math.cos((h - 30) * degrees) + 0.24 * Math.cos(2 * h * degrees) +
    0.32 * Math.cos((3 * h + 6) * degrees) - 0.2 * Math.cos((4 * h - 63) * degrees);
  const sl = 1 + 0.015 * (l - 50) ** 2 / Math.sqrt(20 + (l - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * c, 1 + 0.015 * c * t];
  const rotation = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) *
    Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * degrees);
  const [dl, dc, dh] = [(l2 - l1) / sl, (c2 - c1) / sc, 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2 * degrees) / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh);
}
