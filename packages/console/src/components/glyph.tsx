/** The console's own pictures, drawn with the colour of the text, in 24 × 24. */
const glyphs = {
  tower: 'M4 9 7 3h10l3 6zM6 9v4h12V9M9 13v8M15 13v8M9 17h6M3.5 21h17',
  light:
    'M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  system: 'M3 4h18v12H3zM8 20.5h8M12 16v4.5',
  back: 'M15 5l-7 7 7 7',
  down: 'M5 9l7 7 7-7',
  alarm: 'M12 4v9M12 17.5v.5M3.5 20.5h17L12 3z',
  again: 'M4 12a8 8 0 1 0 2.6-5.9M4 3.5v4h4',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21.5h4',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17zM12 7.5V12l3 2.5',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  merge: 'M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8',
  note: 'M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  check: 'M5 12.5 10 17.5 19.5 7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM15.5 15.5 21 21',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
} as const

/** A picture beside a word, or in a button that has a label of its own. */
export function Glyph({ of, size = 20 }: { of: keyof typeof glyphs; size?: number }) {
  return (
    <svg class="glyph" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={glyphs[of]} />
    </svg>
  )
}
