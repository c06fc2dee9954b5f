/** What the sender wrote now: without quotes and signature. */
export function replyText(mail: { text?: string; html?: string; from?: string }): { text: string; cut: string[] } {
  const lines = (mail.text ?? '').split('\n')
  const end = lines.findIndex((line, at) => line.trimEnd() === '--' || (/^On .*wrote:\s*$/.test(line) && lines.slice(at + 1).some((next) => next.startsWith('>'))))
  const kept = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !line.startsWith('>'))
  return { text: kept.join('\n').trim(), cut: end < 0 ? [] : [lines.slice(end).join('\n')] }
}
