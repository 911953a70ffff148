import { useSpeech } from '../context.ts'

/** The head of a table; with `actions` a last column that only screen readers hear the name of. */
export function TableHead({ columns, actions = false }: { columns: readonly string[]; actions?: boolean }) {
  const { words } = useSpeech()
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
        {actions && (
          <th scope="col">
            <span class="visually-hidden">{words.actions}</span>
          </th>
        )}
      </tr>
    </thead>
  )
}
