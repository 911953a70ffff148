import { useConsole, useSpeech } from '../../context.ts'
import { languageNames, languages } from '../../i18n/language.ts'
import { themes } from '../../settings/settings.ts'
import { useSelect } from '../../state/select.ts'
import { Choice } from '../form.tsx'

/** How the console looks on this machine. */
export function Appearance() {
  const { settings } = useConsole()
  const { words, language } = useSpeech()
  const theme = useSelect(settings, (state) => state.theme)
  return (
    <section class="panel actions">
      <h2>{words.people.appearance}</h2>
      <Choice
        label={words.language}
        value={language}
        options={languages.map((each) => [each, languageNames[each]])}
        onInput={(value) => settings.dispatch({ language: languages.find((each) => each === value) ?? language })}
      />
      <Choice
        label={words.theme}
        value={theme}
        options={themes.map((each) => [each, words.themes[each]])}
        onInput={(value) => settings.dispatch({ theme: themes.find((each) => each === value) ?? theme })}
      />
    </section>
  )
}
