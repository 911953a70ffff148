import { wallDigitsAt } from '@vonggac/model'
import { html, raw } from 'hono/html'
import type { PublicDay, PublicService, StatusPageDocument } from '../api-types.ts'
import { STYLE } from './style.ts'
import { type PublicLanguage, type PublicWords, publicWords } from './words.ts'

/** What the parts of the page need to speak. */
interface Speech {
  readonly language: PublicLanguage
  readonly words: PublicWords
  readonly timezone: string
}

/** The public page, without script and without anything from elsewhere. Everything from outside is escaped. */
export function statusPageHtml(page: StatusPageDocument, language: PublicLanguage) {
  const words = publicWords[language]
  const speech: Speech = { language, words, timezone: page.timezone }
  return frame(
    language,
    `${words.title}: ${page.organisation[language]}`,
    html`<header><p>${page.organisation[language]}</p><h1>${words.title}</h1>
<p class="all is-${page.state}"><span class="dot" aria-hidden="true"></span>${words.all[page.state]}</p></header>
${noticeList(page, speech)}${workList(page, speech)}
<section><h2>${words.services}</h2>${
      page.services.length === 0
        ? html`<p>${words.noServices}</p>`
        : html`<ul class="services">${page.services.map((service) => serviceItem(service, speech))}</ul>`
    }</section>
<footer>${page.contact && html`<p class="contact">${page.contact[language]}</p>`}
<p>${words.made(momentText(page.generated_at, speech))} <a href="/status.json">JSON</a></p></footer>`,
  )
}

/** The page when nothing can be read: it says so, rather than that all is well. */
export const unreadablePageHtml = (language: PublicLanguage) =>
  frame(
    language,
    publicWords[language].title,
    html`<header><h1>${publicWords[language].title}</h1><p class="all is-unknown"><span class="dot" aria-hidden="true"></span>${publicWords[language].failed}</p></header>`,
  )

const frame = (language: PublicLanguage, title: string, body: ReturnType<typeof html>) => {
  const other = language === 'vi' ? 'en' : 'vi'
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${raw(STYLE)}</style></head><body>
<nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${publicWords[language].other}</a></nav>
<main>${body}</main></body></html>
`
}

function noticeList({ notices, services }: StatusPageDocument, speech: Speech) {
  const { words, language } = speech
  return notices.length === 0
    ? ''
    : html`<section><h2>${words.notices}</h2>${notices.map(
        ({ title, text, services: about, from, to, state }) => html`<article class="notice">
<h3>${title[language]}${state === 'planned' ? html` <small>${words.planned}</small>` : ''}</h3>
${text[language] === '' ? '' : html`<p class="text">${text[language]}</p>`}
<p class="when">${span(from, to, speech)}${about.length === 0 ? '' : ` · ${namesOf(about, services, language)}`}</p></article>`,
      )}</section>`
}

function workList({ maintenance, services }: StatusPageDocument, speech: Speech) {
  const { words, language } = speech
  return maintenance.length === 0
    ? ''
    : html`<section><h2>${words.work}</h2>${maintenance.map(
        ({ services: about, from, to, state }) => html`<article class="notice">
<h3>${namesOf(about, services, language)} <small>${state === 'planned' ? words.planned : words.states.maintenance}</small></h3>
<p class="when">${span(from, to, speech)}</p></article>`,
      )}</section>`
}

function serviceItem(service: PublicService, speech: Speech) {
  const { words, language } = speech
  const { state, since, days, outages } = service
  const name = service.name[language]
  const figure =
    service.availability === null
      ? words.notKnown
      : words.available(
          numberText(service.availability, language),
          days.filter(({ availability }) => availability !== null).length,
        )
  return html`<li class="is-${state}">
<p class="head"><span class="dot" aria-hidden="true"></span><strong>${name}</strong>
<span class="state">${words.states[state]}</span>${state === 'up' || since === null ? '' : html` <small>${words.since(momentText(since, speech))}</small>`}
<span class="figure">${figure}</span></p>
${bars(name, days, words)}
${
  outages.length === 0
    ? ''
    : html`<details><summary>${words.outages(outages.length)}</summary><ul>${outages.map(
        ({ from, to }) =>
          html`<li>${to === null ? `${words.from} ${momentText(from, speech)}, ${words.still}` : `${span(from, to, speech)} (${lengthText(to - from, words)})`}</li>`,
      )}</ul></details>`
}</li>`
}

/** A bar a day: how high says how bad as well as its colour does. */
function bars(name: string, days: readonly PublicDay[], words: PublicWords) {
  const width = 100 / days.length
  return html`<svg class="bars" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label="${words.bars(name, days.length)}">${days.map(
    (day, index) => {
      const [kind, said] = verdictOf(day, words)
      const height = kind === 'none' ? 3 : kind === 'good' ? 12 : kind === 'some' ? 9 : 6
      return html`<rect class="day-${kind}" x="${(index * width + width * 0.1).toFixed(3)}" y="${12 - height}" width="${(width * 0.8).toFixed(3)}" height="${height}"><title>${day.date.split('-').reverse().join('/')}: ${said}</title></rect>`
    },
  )}</svg><p class="ends" aria-hidden="true"><span>${words.daysAgo(days.length - 1)}</span><span>${words.today}</span></p>`
}

/** A day is bad that lost more than an hour. */
const BAD_DAY_S = 3_600

function verdictOf({ availability, down_s }: PublicDay, words: PublicWords) {
  if (availability === null) return ['none', words.notKnown] as const
  if (down_s === 0) return ['good', words.dayGood] as const
  return [down_s < BAD_DAY_S ? 'some' : 'bad', words.dayDown(lengthText(down_s * 1_000, words))] as const
}

const namesOf = (ids: readonly string[], services: readonly PublicService[], language: PublicLanguage): string =>
  ids.flatMap((id) => services.find((service) => service.id === id)?.name[language] ?? []).join(', ')

/** Whole minutes, at least one: nobody who uses a service counts seconds. */
function lengthText(ms: number, words: PublicWords): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  const rest = minutes - hours * 60
  return [...(hours > 0 ? [words.hours(hours)] : []), ...(rest > 0 ? [words.minutes(rest)] : [])].join(' ')
}

const span = (from: number, to: number, speech: Speech): string =>
  `${speech.words.from} ${momentText(from, speech)} ${speech.words.to} ${momentText(to, speech)}`

function momentText(at: number, { timezone }: Speech): string {
  const { day, month, year, hour, minute } = wallDigitsAt(at, timezone)
  return `${hour}:${minute} ${day}/${month}/${year}`
}

/** Rounded down: 100 means not a second lost. */
const numberText = (value: number, language: PublicLanguage): string => {
  const text = (Math.floor(value * 100) / 100).toFixed(value === 100 ? 0 : 2)
  return language === 'vi' ? text.replace('.', ',') : text
}
