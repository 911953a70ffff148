/** A sentence in which commands and keys stand between backticks, as in our own words; never for texts of others. */
export const Prose = ({ text }: { text: string }) => (
  <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>
)
