/** What the embedding page sets, as `data-` attributes of the script tag. */
export interface Options {
  /** Origin of the server, from the script's own address. */
  base: string
  title: string | undefined
  subtitle: string | undefined
  greeting: string | undefined
  /** Questions offered before the first message, separated by `|` in the attribute. */
  suggestions: string[]
  /** A CSS colour: #rgb or #rrggbb. */
  accent: string
  locale: string
  theme: 'auto' | 'light' | 'dark'
  side: 'end' | 'start'
}

const ACCENT = '#1f5f4f'

export function readOptions(script: HTMLScriptElement): Options {
  const { title, subtitle, greeting, suggestions, accent, locale, theme, position } = script.dataset
  return {
    base: new URL(script.src, location.href).origin,
    title,
    subtitle,
    greeting,
    suggestions: (suggestions ?? '')
      .split('|')
      .map((part) => part.trim())
      .filter(Boolean),
    accent: accent && /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(accent) ? accent : ACCENT,
    locale: locale || document.documentElement.lang || navigator.language,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    side: position === 'left' || position === 'start' ? 'start' : 'end',
  }
}

/** Black or white, whichever can be read on the colour (WCAG 2 relative luminance). */
export function inkOn(colour: string): '#ffffff' | '#10151a' {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0565 ? '#ffffff' : '#10151a'
}
