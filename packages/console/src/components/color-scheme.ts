import { useEffect, useState } from 'preact/hooks'
import { useConsole } from '../context.ts'
import { useSelect } from '../state/select.ts'

const QUERY = '(prefers-color-scheme: dark)'

/** Whether the page is light or dark now: by choice, else by the system. */
export function useColorScheme(): 'light' | 'dark' {
  const { settings } = useConsole()
  const theme = useSelect(settings, (state) => state.theme)
  const [dark, setDark] = useState(() => matchMedia(QUERY).matches)
  useEffect(() => {
    const media = matchMedia(QUERY)
    const follow = () => setDark(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  if (theme !== 'system') return theme
  return dark ? 'dark' : 'light'
}
