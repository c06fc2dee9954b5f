import { describe, expect, it } from 'vitest'
import { readTemplates } from '../../channels/whatsapp/index.ts'
import { render } from '../../channels/whatsapp/render.ts'
import { templatesOf } from '../../channels/whatsapp/templates.ts'
import { parameterCount, readsAs } from '../../src/contract/template.ts'
import { content } from './harness.ts'

const SID = 'HX0123456789abcdef0123456789abcdef'

describe('the setting of templates', () => {
  it.each([
    ['', []],
    [' ready:en_US ', [{ name: 'ready', language: 'en-US' }]],
    [
      `ready:en_US,sorry:de,${SID}:en`,
      [
        { name: 'ready', language: 'en-US' },
        { name: 'sorry', language: 'de' },
        { name: SID, language: 'en' },
      ],
    ],
    [
      'a:en,b:de:Hallo {{1}}, Ihre Nummer: {{2}}.; c:fr:\nd:pt_BR:Olá!;',
      [
        { name: 'a', language: 'en' },
        { name: 'b', language: 'de', text: 'Hallo {{1}}, Ihre Nummer: {{2}}.' },
        { name: 'c', language: 'fr' },
        { name: 'd', language: 'pt-BR', text: 'Olá!' },
      ],
    ],
  ])('%j', (setting, templates) => {
    expect(readTemplates(setting)).toEqual(templates)
  })

  it.each(['ready', 'ready:', ':en', 'a:en;;b', 'two words:en', 'a:en:{{2}} only', 'a:en:Hello {{name}}'])(
    'that is wrong is told: %j',
    (setting) => {
      expect(() => readTemplates(setting)).toThrow(
        expect.objectContaining({
          code: 'config.invalid',
          message: expect.stringContaining('WHATSAPP_TEMPLATES'),
        }),
      )
    },
  )
})

describe('a template', () => {
  const all = readTemplates(`ready:en:Hello {{1}}, {{2}} is ready, {{1}}.;${SID}:en`)
  it('belongs to the accounts that know it by name or by id', () => {
    const names = (account: string) => templatesOf(account, all).map(({ name }) => name)
    expect([names('cloud-1'), names('twilio-1'), names('web-main')]).toEqual([['ready'], [SID], []])
  })

  it('tells its parameters and reads as it will', () => {
    expect(all.map(parameterCount)).toEqual([2, undefined])
    expect(readsAs(all[0]!, ['Ada', '$& boots'])).toBe('Hello Ada, $& boots is ready, Ada.')
    expect(readsAs(all[1]!, [])).toBe(`[template ${SID}, en]`)
  })

  it('has parameters in one line', () => {
    const template = { name: 'ready', language: 'en', parameters: [' Ada\nLovelace ', 'red\t     boots'] }
    expect(render(content('x', { template }))).toEqual([
      { type: 'template', template: { ...template, parameters: ['Ada Lovelace', 'red boots'] } },
    ])
  })
})
