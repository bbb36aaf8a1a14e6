"""What is asked of a page in the browser: each returns a list of what is wrong, empty where all is well."""

from __future__ import annotations

# Shared by the scripts below: which texts can be seen, and where.
_TEXTS = """
  const clips = e => getComputedStyle(e).overflowX !== 'visible' || getComputedStyle(e).overflowY !== 'visible';
  const isAside = e => e.closest('.visually-hidden, .skip-link, script, style, template, option, [hidden]');
  // Also not what only those who hear the page are told.
  const shown = e => {
    if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) return false;
    for (; e; e = e.parentElement) if (getComputedStyle(e).clipPath !== 'none') return false;
    return true;
  };
  // The part of a box that what is around it does not cut off.
  const within = (box, e, scrolling) => {
    let {left, top, right, bottom} = box;
    for (let above = e; above && above !== document.body; above = above.parentElement) {
      if (!clips(above)) continue;
      if (scrolling && /auto|scroll/.test(getComputedStyle(above).overflow)) return null;
      const frame = above.getBoundingClientRect();
      left = Math.max(left, frame.left); right = Math.min(right, frame.right);
      top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
    }
    return {left, top, right, bottom};
  };
  const texts = (root = document.body) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode, e = text.parentElement;
      if (text.data.trim() && !isAside(e) && shown(e)) found.push(text);
    }
    return found;
  };
  const boxes = text => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
  };
  const said = e => (e.outerHTML || e.data).replace(/\\s+/g, ' ').slice(0, 90);
"""

AXE = """async ([only, without]) => {
  const options = {resultTypes: ['violations'], preload: false};
  if (only.length) options.runOnly = only;
  options.rules = Object.fromEntries(without.map(id => [id, {enabled: false}]));
  const {violations} = await axe.run(document, options);
  return violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 120))]);
}"""

# Boxes that stick out of the page; a list that scrolls by itself may be wider inside.
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth > width ? [`the page: ${document.documentElement.scrollWidth}`] : [];
  return wide.concat([...document.querySelectorAll('body *')].filter(e => {
    if (e.closest('.visually-hidden, .skip-link')) return false;
    for (let above = e.parentElement; above !== document.body; above = above.parentElement) {
      if (getComputedStyle(above).overflowX !== 'visible') return false;  // cut off, on purpose
    }
    const box = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    if (!box.width || style.position === 'absolute' || style.clipPath !== 'none') return false;
    return box.left < -1 || box.right > width + 1;
  }).map(e => e.outerHTML.slice(0, 90)));
}"""

# Lines of text that lie on each other. A line's box is higher than its letters: its edges do not count.
OVERLAP = f"""() => {{
  {_TEXTS}
  const lines = texts().flatMap(text => boxes(text).map(box => {{
    const edge = box.height * 0.22;
    const part = within({{left: box.left, right: box.right, top: box.top + edge, bottom: box.bottom - edge}}, text.parentElement);
    return {{text, ...part}};
  }})).filter(line => line.right - line.left > 2 && line.bottom - line.top > 2).sort((a, b) => a.top - b.top);
  const found = [];
  lines.forEach((one, i) => {{
    for (let j = i + 1; j < lines.length && lines[j].top < one.bottom - 1; j++) {{
      const other = lines[j];
      if (other.text === one.text) continue;
      if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
          && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2) {{
        found.push(`${{one.text.data.trim().slice(0, 40)}} / ${{other.text.data.trim().slice(0, 40)}}`);
      }}
    }}
  }});
  return found;
}}"""

# Each row of a list, a table or a grid begins at the inline start of it, and each text at that of its box.
STARTS = f"""() => {{
  {_TEXTS}
  const found = [];
  const isRtl = e => getComputedStyle(e).direction === 'rtl';
  const inner = e => {{
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const size = side => parseFloat(style[`padding${{side}}`]) + parseFloat(style[`border${{side}}Width`]);
    return {{left: box.left + size('Left'), right: box.right - size('Right')}};
  }};
  const away = (box, frame, rtl) => rtl ? frame.right - box.right : box.left - frame.left;
  for (const list of document.querySelectorAll('main dl, tr, .grid, .steps, .filters, .breadcrumbs ol, .tags, .buttons, .navigation ul')) {{
    if (!shown(list) || isAside(list)) continue;
    let row = -Infinity;
    for (const item of list.children) {{
      const box = item.getBoundingClientRect();
      if (!box.width || box.top < row - 1) continue;
      if (Math.abs(away(box, inner(list), isRtl(list))) > 1.5) found.push(`row: ${{said(item)}}`);
      row = box.bottom;
    }}
  }}
  const blocks = new Map();
  for (const text of texts()) {{
    let e = text.parentElement;
    while (getComputedStyle(e).display === 'inline') e = e.parentElement;
    blocks.set(e, [...(blocks.get(e) ?? []), ...boxes(text)]);
  }}
  for (const [e, lines] of blocks) {{
    const style = getComputedStyle(e);
    if (!lines.length || !/^(block|list-item|table-c)/.test(style.display) || style.textAlign === 'center') continue;
    if (e.closest('button, select, summary') || e.querySelector('svg, img, input, select, [class*=button]')) continue;
    const least = Math.min(...lines.map(box => away(box, inner(e), isRtl(e))));
    if (Math.abs(least) > 2) found.push(`text: ${{said(e)}} ${{least}}`);
  }}
  return found;
}}"""

# The tip of an arrow points where its text says: "previous" to the inline start, "next" to the end.
ARROWS = """() => {
  const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
  const found = [];
  for (const path of document.querySelectorAll('svg.flips path')) {
    const button = path.closest('button');
    if (!button.checkVisibility()) continue;
    const at = path.getScreenCTM(), length = path.getTotalLength();
    const x = part => path.getPointAtLength(length * part).matrixTransform(at).x;
    const pointsRight = x(0.5) > x(0);
    const isNext = button.hasAttribute('data-next');
    if (pointsRight !== (isNext !== rtl)) found.push(button.outerHTML.slice(0, 90));
    const previous = button.parentElement.querySelector('[data-previous]').getBoundingClientRect();
    const next = button.parentElement.querySelector('[data-next]').getBoundingClientRect();
    if ((next.left > previous.left) === rtl) found.push(`order: ${button.outerHTML.slice(0, 90)}`);
  }
  for (const item of document.querySelectorAll('.breadcrumbs li')) {
    const isTurned = getComputedStyle(item, '::before').transform.startsWith('matrix(-1');
    if (isTurned !== rtl) found.push(item.outerHTML.slice(0, 90));
  }
  for (const bar of document.querySelectorAll('.bar svg rect')) {
    const box = bar.getBoundingClientRect(), whole = bar.closest('svg').getBoundingClientRect();
    if (box.width && Math.abs(rtl ? whole.right - box.right : box.left - whole.left) > 1.5) found.push(bar.outerHTML);
  }
  return found;
}"""

# Digits run left to right in every language, over the spaces that group them.
DIGITS = f"""() => {{
  {_TEXTS}
  const found = [];
  for (const text of texts()) {{
    for (const number of text.data.matchAll(/\\+?\\d+(?:[\\u202f\\u00a0., ]\\d+)+/g)) {{
      const digits = [...number[0]].map((c, i) => [c, number.index + i]).filter(([c]) => /[+\\d]/.test(c));
      const places = digits.map(([, at]) => {{
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getClientRects()[0];
      }});
      places.slice(1).forEach((place, i) => {{
        const before = places[i];
        if (Math.abs(place.top - before.top) < 2 && place.left < before.left) found.push(number[0]);
      }});
    }}
  }}
  return [...new Set(found)];
}}"""

# A number that is broken at the end of a line would be read as two.
NUMBERS = """() => [...document.querySelectorAll('.number')].filter(e => {
  const tops = [...e.getClientRects()].filter(box => box.width > 1).map(box => box.top);
  return Math.max(...tops) - Math.min(...tops) > 2;
}).map(e => `${e.textContent} in two parts`)"""

# A number that is grouped, wherever it stands: what the test of the digits has to look at.
GROUPED = (
    f"() => {{ {_TEXTS} return texts().filter(t => /\\d[\\u202f,]\\d{{3}}/.test(t.data)).length; }}"
)

# WCAG 2.2, 1.4.12; a sheet of the browser's, which no policy of a page forbids.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
UNSPACED = "() => { document.adoptedStyleSheets = []; }"

# Text of which a part is cut off where nobody can scroll to it.
LOST = f"""() => {{
  {_TEXTS}
  const found = [];
  for (const text of texts()) {{
    for (const box of boxes(text)) {{
      const part = within(box, text.parentElement, true);
      if (part && (part.right - part.left < box.width - 2 || part.bottom - part.top < box.height * 0.6)) found.push(said(text.parentElement));
    }}
  }}
  return [...new Set(found)];
}}"""

TARGETS = """() => [...document.querySelectorAll('a, button, summary, select, input')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || getComputedStyle(e).position === 'absolute') return false;
  // One that covers the card around it is as large as the card.
  if (getComputedStyle(e, '::after').position === 'absolute') return false;
  // Links within a sentence are excepted (WCAG 2.2, 2.5.8): the words around one, besides those of other links.
  if (getComputedStyle(e).display === 'inline') {
    let block = e;
    while (getComputedStyle(block).display === 'inline') block = block.parentElement;
    const around = block.cloneNode(true);
    around.querySelectorAll('a, button, .visually-hidden').forEach(one => one.remove());
    if (/[\\p{L}\\p{N}]/u.test(around.textContent)) return false;
  }
  return Math.min(box.width, box.height) < 24;
}).map(e => e.outerHTML.slice(0, 90))"""

HEADINGS = """() => {
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(e => Number(e.tagName[1]));
  const skipped = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1).map(level => `h${level} too deep`);
  const first = levels.filter(level => level === 1).length;
  return first === 1 ? skipped : [...skipped, `${first} h1`];
}"""

# How many places the keyboard can reach. From here on, after each key: whether the place that has the focus now
# is marked, in sight, under nothing, and further on. The first one has it already.
BEGIN_WALK = """() => {
  window.walked = [];
  window.stumbled = [];
  window.look = () => {
    const e = document.activeElement;
    const before = window.walked.at(-1);
    if (e === document.body) return window.stumbled.push('the focus is lost');
    const faults = [];
    const styles = [e, e.closest('.item') ?? e].map(one => getComputedStyle(one));
    // Of a shape, the inner half of a thick line is a ring.
    const size = e instanceof SVGGraphicsElement ? e.getScreenCTM().a / 2 : 0;
    const isRinged = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || parseFloat(s.strokeWidth) * size >= 2;
    if (!styles.some(isRinged)) faults.push('no outline');
    const line = [...e.getClientRects()].find(r => r.width > 1 && r.bottom > 0 && r.top < innerHeight);
    if (!line) faults.push('out of sight');
    else {
      const between = (from, to, size, part) => Math.max(from, 0) + (Math.min(to, size) - Math.max(from, 0)) * part;
      const at = (x, y) => document.elementFromPoint(between(line.left, line.right, innerWidth, x), between(line.top, line.bottom, innerHeight, y));
      // The middle of a shape's box may lie outside it.
      const parts = size ? [0.2, 0.35, 0.5, 0.65, 0.8] : [0.5];
      const there = parts.flatMap(x => parts.map(y => at(x, y)));
      if (!there.some(one => one && (e.contains(one) || one.contains(e)))) faults.push(`under ${there[0]?.outerHTML.slice(0, 60)}`);
    }
    if (before && !(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push('before the last');
    window.walked.push(e);
    window.stumbled.push(...faults.map(fault => `${fault}: ${e.outerHTML.slice(0, 90)}`));
  };
  window.look();
  addEventListener('keyup', window.look, true);
  const can = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(can)].filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true})).length;
}"""

# What was wrong on the way.
END_WALK = """() => {
  removeEventListener('keyup', window.look, true);
  return window.stumbled;
}"""
