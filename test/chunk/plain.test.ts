import { describe, expect, test } from 'vitest'
import { plainText } from '../../knowledge/chunk/index.ts'

describe('plain text', () => {
  test.each([
    ['marks', '## The *fee* is **5** `EUR`', 'The fee is 5 EUR'],
    ['links', 'See [the policy](https://example.com/p_q) now', 'See the policy now'],
    [
      'images by their description',
      '![Where the label goes](https://example.com/x.png)',
      'Where the label goes',
    ],
    ['images named by a file', 'a ![image-2024.png](https://example.com/x) b', 'a  b'],
    ['escapes', '1\\. snake_case \\*not bold\\* a\\<b', '1. snake_case *not bold* a<b'],
    ['multiplication', '5 * 3 and 2*4', '5 * 3 and 2*4'],
    ['what is struck out', 'Price ~~9~~ 7 EUR', 'Price  7 EUR'],
    ['quotations', '> **Warning: Fire**\n>\n> Keep away.', 'Warning: Fire\nKeep away.'],
    ['lists and tasks', '- [x] one\n  1. two\n- three', 'one\ntwo\nthree'],
    ['code', '```js\nx = a * b * c\n```', 'x = a * b * c'],
    ['code in lists', '- Run\n\n  ```sh\n  make *.o\n  ```', 'Run\nmake *.o'],
    [
      'rows',
      '| Country | Time |\n| --- | --- |\n| Norway | 5 days |\n| Sweden |  |',
      'Country: Norway; Time: 5 days\nCountry: Sweden',
    ],
    ['rows without a header', '|  |  |\n| --- | --- |\n| **Weight:** | 2 kg |', 'Weight: 2 kg'],
    ['merged rows', '| A | B |\n| --- | --- |\n| both | both |', 'both'],
    ['pipes in cells', '| A |\n| --- |\n| x \\| y |', 'A: x | y'],
  ])('%s', (_, markdown, text) => {
    expect(plainText(markdown)).toBe(text)
  })
})
