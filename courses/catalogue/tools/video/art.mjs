// Flat drawings as inline SVG. Colours repeat style.css; no outside file.
const INK = '#10243a';
const TEAL = '#0b6b63';
const AMBER = '#f4b63f';
const RED = '#b4232a';
const PALE = '#d9efea';
const SKIN = '#e2b48c';

const frame = (width, height, inner) =>
  `<svg viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">${inner}</svg>`;

const person = (x, y, shirt, scale = 1, hair = INK) => `<g transform="translate(${x} ${y}) scale(${scale})">
<path d="M-26 62 Q-26 26 0 26 Q26 26 26 62Z" fill="${shirt}"/><circle r="17" cy="8" fill="${SKIN}"/>
<path d="M-18 6 Q-18 -13 0 -13 Q18 -13 18 6 Q10 -3 0 -3 Q-10 -3 -18 6Z" fill="${hair}"/></g>`;

const veiled = (x, y, cloth, shirt, scale = 1) => `<g transform="translate(${x} ${y}) scale(${scale})">
<path d="M-26 62 Q-26 26 0 26 Q26 26 26 62Z" fill="${shirt}"/>
<path d="M-20 10 Q-20 -15 0 -15 Q20 -15 20 10 Q22 32 0 36 Q-22 32 -20 10Z" fill="${cloth}"/>
<ellipse cy="9" rx="12.5" ry="14" fill="${SKIN}"/></g>`;

const drawings = {
  counter: () => frame(240, 200, `<rect x="6" y="14" width="228" height="118" rx="10" fill="${PALE}"/>
<rect x="22" y="26" width="92" height="20" rx="5" fill="${TEAL}"/><rect x="30" y="33" width="76" height="6" rx="3" fill="#fff"/>
${person(84, 74, '#8a6d3b', 1.05)}
<rect x="128" y="70" width="82" height="56" rx="6" fill="${INK}"/><rect x="134" y="76" width="70" height="44" rx="3" fill="#fff"/>
<path d="M146 86h46v24h-46z M146 86l23 14 23-14" fill="none" stroke="${RED}" stroke-width="4" stroke-linejoin="round"/>
<rect x="160" y="126" width="18" height="9" fill="${INK}"/>
<rect x="0" y="134" width="240" height="20" rx="5" fill="${AMBER}"/><rect x="12" y="154" width="216" height="46" fill="#e3cf9f"/>
<path d="M26 114h22v20H26z" fill="${RED}"/><path d="M48 118q9 0 9 6t-9 6" fill="none" stroke="${RED}" stroke-width="4"/>`),

  hook: () => frame(220, 220, `<rect x="18" y="96" width="164" height="108" rx="12" fill="#fff"/>
<path d="M18 108 L100 164 L182 108" fill="none" stroke="${INK}" stroke-width="8" stroke-linejoin="round"/>
<rect x="18" y="96" width="164" height="108" rx="12" fill="none" stroke="${INK}" stroke-width="8"/>
<path d="M150 4 V92 a34 34 0 0 1 -68 0 V80" fill="none" stroke="${AMBER}" stroke-width="11" stroke-linecap="round"/>
<path d="M82 66 l-16 24 h30z" fill="${AMBER}"/><circle cx="150" cy="10" r="9" fill="none" stroke="${AMBER}" stroke-width="6"/>`),

  thief: () => frame(240, 200, `<rect x="10" y="20" width="220" height="160" rx="14" fill="${INK}"/>
<path d="M72 168 Q72 108 120 108 Q168 108 168 168Z" fill="#2f4660"/><circle cx="120" cy="82" r="32" fill="${SKIN}"/>
<path d="M84 84 Q84 42 120 42 Q156 42 156 84 Q140 64 120 64 Q100 64 84 84Z" fill="#2f4660"/>
<rect x="88" y="72" width="64" height="19" rx="9" fill="#0a1522"/><circle cx="107" cy="81" r="4.5" fill="#fff"/><circle cx="133" cy="81" r="4.5" fill="#fff"/>
<g transform="translate(176 118) rotate(28)"><circle r="15" fill="none" stroke="${AMBER}" stroke-width="8"/>
<path d="M15 0h38M40 0v12M51 0v11" stroke="${AMBER}" stroke-width="8" stroke-linecap="round"/></g>`),

  phonecall: () => frame(240, 200, `<circle cx="120" cy="100" r="94" fill="${PALE}"/>${veiled(104, 84, TEAL, '#8a6d3b', 1.55)}
<rect x="138" y="72" width="24" height="48" rx="6" fill="${INK}" transform="rotate(14 150 96)"/>
<path d="M178 62q14 12 14 32M192 48q22 18 22 48" fill="none" stroke="${AMBER}" stroke-width="8" stroke-linecap="round"/>`),

  honest: () => frame(240, 200, `<circle cx="120" cy="100" r="94" fill="${PALE}"/>${person(78, 96, INK, 1.3)}<path d="M54 94 q0 -24 24 -24 q24 0 24 24z" fill="#0a1522"/>${person(168, 100, '#8a6d3b', 1.25)}
<path d="M60 22h86a12 12 0 0 1 12 12v22a12 12 0 0 1-12 12H128l-18 20v-20H60a12 12 0 0 1-12-12V34a12 12 0 0 1 12-12z" fill="#fff" stroke="${INK}" stroke-width="4"/>
<path d="M64 40h76M64 52h48" stroke="${TEAL}" stroke-width="6" stroke-linecap="round"/>`),

  shield: () => frame(220, 220, `<path d="M110 12 L196 42 V104 Q196 174 110 210 Q24 174 24 104 V42Z" fill="${TEAL}"/>
<path d="M66 108 l32 34 l60 -70" fill="none" stroke="#fff" stroke-width="19" stroke-linecap="round" stroke-linejoin="round"/>`),

  letter: () => frame(240, 200, `<rect x="42" y="8" width="150" height="184" rx="10" fill="#fff" stroke="${INK}" stroke-width="6"/>
<g transform="translate(98 18) scale(.38)"><path d="M50 4 L92 18 V52 Q92 82 50 97 Q8 82 8 52 V18Z" fill="${TEAL}"/></g>
<path d="M64 76h106M64 94h106M64 112h106M64 130h62" stroke="#9fb0c2" stroke-width="7" stroke-linecap="round"/>
<circle cx="180" cy="150" r="38" fill="${AMBER}" stroke="${INK}" stroke-width="6"/><path d="M180 126v26l17 11" fill="none" stroke="${INK}" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/>`),

  crest: () => frame(100, 100, `<path d="M50 4 L92 18 V52 Q92 82 50 97 Q8 82 8 52 V18Z" fill="${TEAL}"/>
<path d="M20 66 L42 40 L54 54 L64 44 L80 66Z" fill="#fff"/><circle cx="66" cy="30" r="8" fill="${AMBER}"/>`),

  compass: () => frame(220, 220, `<rect x="8" y="70" width="204" height="64" rx="32" fill="#fff" stroke="${AMBER}" stroke-width="7"/>
<path d="M40 102h52" stroke="#9fb0c2" stroke-width="11" stroke-linecap="round"/><path d="M110 102h72" stroke="${TEAL}" stroke-width="15" stroke-linecap="round"/>
<path d="M192 176H64m0 0l24-22M64 176l24 22" fill="none" stroke="${AMBER}" stroke-width="11" stroke-linecap="round" stroke-linejoin="round"/>`),

  copies: () => frame(240, 200, `<rect x="8" y="28" width="104" height="132" rx="12" fill="#fff" stroke="${TEAL}" stroke-width="6"/>
<rect x="128" y="28" width="104" height="132" rx="12" fill="#fff" stroke="${RED}" stroke-width="6"/>
<g id="c"><path d="M60 48 L86 57 V78 Q86 97 60 106 Q34 97 34 78 V57Z" fill="${TEAL}"/><rect x="30" y="116" width="60" height="10" rx="5" fill="#9fb0c2"/><rect x="30" y="134" width="60" height="10" rx="5" fill="#9fb0c2"/></g>
<use href="#c" x="120"/><text x="60" y="190" font-size="24" text-anchor="middle" fill="${TEAL}" font-weight="700" font-family="Noto Sans">asli</text>
<text x="180" y="190" font-size="24" text-anchor="middle" fill="${RED}" font-weight="700" font-family="Noto Sans">tiruan</text>`),

  house: () => frame(240, 200, `<rect x="116" y="66" width="12" height="130" fill="#8a6d3b"/>
<path d="M20 26h178l26 24-26 24H20z" fill="${TEAL}"/><text x="112" y="59" font-size="26" text-anchor="middle" fill="#fff" font-weight="700" font-family="Noto Sans">Jl. Lumajang</text>
<rect x="40" y="88" width="164" height="50" rx="8" fill="${AMBER}"/><text x="122" y="122" font-size="26" text-anchor="middle" fill="${INK}" font-weight="700" font-family="Noto Sans">Surabaya</text>`),

  lock: () => frame(240, 200, `<rect x="14" y="60" width="212" height="122" rx="12" fill="#fff" stroke="${INK}" stroke-width="7"/>
<path d="M14 72 L120 132 L226 72" fill="none" stroke="${INK}" stroke-width="7"/>
<g transform="translate(120 124)"><path d="M-18 -6v-16a18 18 0 0 1 36 0v16" fill="none" stroke="${TEAL}" stroke-width="9"/>
<rect x="-30" y="-8" width="60" height="48" rx="9" fill="${TEAL}"/><circle cy="12" r="7" fill="#fff"/><rect x="-3" y="12" width="6" height="16" rx="3" fill="#fff"/></g>`),

  qr: () => frame(240, 200, `<rect x="22" y="10" width="176" height="182" rx="12" fill="#fff" stroke="${INK}" stroke-width="6"/>${qrCells()}
<g transform="rotate(7 160 96)"><rect x="112" y="50" width="104" height="104" rx="8" fill="${AMBER}" stroke="${RED}" stroke-width="6"/>
<text x="164" y="121" font-size="58" text-anchor="middle" fill="${RED}" font-weight="700" font-family="Noto Sans">?</text></g>`),

  bookmark: () => frame(220, 220, `<rect x="14" y="30" width="192" height="160" rx="14" fill="#fff" stroke="${AMBER}" stroke-width="7"/>
<rect x="32" y="48" width="112" height="22" rx="11" fill="#c7d3df"/><path d="M156 30v70l18-16 18 16V30z" fill="${AMBER}"/>
<rect x="32" y="92" width="104" height="13" rx="6" fill="#c7d3df"/><rect x="32" y="118" width="150" height="13" rx="6" fill="#c7d3df"/>
<rect x="32" y="144" width="86" height="24" rx="8" fill="${TEAL}"/>`),
};

/** Three corner squares and a fixed scatter: it looks like a code, but is none. */
function qrCells() {
  const corner = (x, y) => `<path d="M${x} ${y}h42v42h-42z M${x + 13} ${y + 13}h16v16h-16z" fill="none" stroke="${INK}" stroke-width="8"/>`;
  const dots = [[96, 34], [112, 44], [96, 60], [112, 78], [44, 92], [60, 102], [76, 92], [92, 104], [44, 118], [108, 122],
    [96, 138], [112, 154], [96, 166], [128, 166], [144, 158], [160, 168], [176, 158]];
  return corner(42, 30) + corner(134, 30) + corner(42, 132)
    + dots.map(([x, y]) => `<rect x="${x}" y="${y}" width="12" height="12" fill="${INK}"/>`).join('');
}

/** The named drawing as SVG text; a wrong name is refused. */
export function art(name) {
  if (!drawings[name]) throw new Error(`no drawing "${name}"; there are: ${Object.keys(drawings).join(', ')}`);
  return drawings[name]();
}
