import { type Command, type Io, optional } from '../command.ts'
import { diagnose, type Finding } from '../diagnosis.ts'

/** `vonggac doctor`: looks at everything that an installation needs and says how to mend what is wrong. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Say what is wrong with this installation, and how to mend it.',
  usage: ['doctor [--config DIR] [--collector URL]'],
  options: {
    config: { type: 'string', value: 'DIR', help: 'also look at this configuration' },
    collector: { type: 'string', value: 'URL', help: 'also look at this collector' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'Exit code: 0 when all is well or could merely be better, 1 when something does not work.',
  async run({ values, io, ...call }) {
    const findings = await diagnose({
      config: optional({ values, io, ...call }, 'config'),
      collector: optional({ values, io, ...call }, 'collector'),
    })
    if (values.json) io.out(`${JSON.stringify(findings, null, 2)}\n`)
    else for (const finding of findings) io.out(textOf(finding, io))
    return findings.some(({ state }) => state === 'fail') ? 1 : 0
  },
}

const MARK = { ok: ['✓', 32], warn: ['!', 33], fail: ['✗', 31] } as const

function textOf({ state, what, found, fix }: Finding, io: Io): string {
  const [mark, colour] = MARK[state]
  const sign = io.colour ? `\u001b[${colour}m${mark}\u001b[0m` : mark
  return `${sign} ${what}: ${found}\n${fix ? `    → ${fix}\n` : ''}`
}
