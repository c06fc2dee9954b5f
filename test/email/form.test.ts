import { expect, test } from 'vitest'
import { readForm } from '../../channels/email/webhooks/form.ts'

const TYPE = 'multipart/form-data; boundary=x'
const WHOLE = [
  '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello',
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords',
  '--x--\r\n',
].join('\r\n')

test('a form that breaks off anywhere is read or refused, and ends nothing else', async () => {
  const ends = await Promise.allSettled(
    Array.from({ length: WHOLE.length }, (_, length) => readForm(Buffer.from(WHOLE.slice(0, length)), TYPE)),
  )
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
  expect(refused.length).toBeGreaterThan(0)
  for (const error of refused) expect(error).toMatchObject({ code: 'input.invalid' })
  const form = await readForm(Buffer.from(WHOLE), TYPE)
  expect(form.fields.get('text')?.toString()).toBe('hello')
  expect(form.files).toMatchObject([{ name: 'a.txt', bytes: 5 }])
})
